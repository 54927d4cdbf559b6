package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobStatus;

/**
 * A job that was taken from a worker that is gone. Immutable.
 *
 * @param id the job
 * @param status what became of it: pending again, failed because its attempts were spent, or cancelled and now
 *     released
 */
public record RecoveredJob(JobId id, JobStatus status) {
    public RecoveredJob {
        requireNonNull(id, "id");
        requireNonNull(status, "status");
    }
}
