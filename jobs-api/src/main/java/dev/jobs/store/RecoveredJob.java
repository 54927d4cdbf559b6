package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobStatus;

/**
 * A job that upkeep took from a worker that is gone, or that no worker can read. Immutable.
 *
 * @param id the job
 * @param status what became of it: pending again, failed because its attempts were spent or nobody can read it, or
 *     cancelled and now released
 * @param cause why it was taken
 */
public record RecoveredJob(JobId id, JobStatus status, Cause cause) {
    public RecoveredJob {
        requireNonNull(id, "id");
        requireNonNull(status, "status");
        requireNonNull(cause, "cause");
    }

    /** A job whose worker is gone. */
    public RecoveredJob(final JobId id, final JobStatus status) {
        this(id, status, Cause.WORKER_LOST);
    }

    /** Why a job was taken. */
    public enum Cause {
        /** Its worker is gone. */
        WORKER_LOST,

        /** Every live worker that handles it has {@linkplain Report.Declined declined} it. */
        UNREADABLE_PAYLOAD
    }
}
