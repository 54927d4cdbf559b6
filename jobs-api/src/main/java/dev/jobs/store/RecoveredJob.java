package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import java.util.Optional;

/**
 * A job that upkeep took from a worker that is gone, or that no worker can read. Immutable.
 *
 * @param id the job
 * @param status what became of it: pending again, failed because its attempts were spent or nobody can read it, or
 *     cancelled and now released
 * @param cause why it was taken
 * @param worker the worker that is gone; empty if it was taken for another cause
 */
public record RecoveredJob(JobId id, JobStatus status, Cause cause, Optional<WorkerId> worker) {
    public RecoveredJob {
        requireNonNull(id, "id");
        requireNonNull(status, "status");
        requireNonNull(cause, "cause");
        requireNonNull(worker, "worker");
    }

    /** A job whose worker is gone. */
    public static RecoveredJob workerLost(final JobId id, final JobStatus status, final WorkerId worker) {
        return new RecoveredJob(id, status, Cause.WORKER_LOST, Optional.of(worker));
    }

    /** A job that has failed since no live worker can read its payload. */
    public static RecoveredJob unreadablePayload(final JobId id) {
        return new RecoveredJob(id, JobStatus.FAILED, Cause.UNREADABLE_PAYLOAD, Optional.empty());
    }

    /** The cause for which a job was taken. */
    public enum Cause {
        /** Its worker is gone. */
        WORKER_LOST,

        /** Every live worker that handles it has {@linkplain Report.Declined declined} it. */
        UNREADABLE_PAYLOAD
    }
}
