package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import java.time.Instant;

/**
 * A new job that was submitted. A repeat under the same idempotency key is none. Immutable.
 *
 * @param id the job's id
 * @param request the job that was asked for
 * @param way the way in which it was submitted
 * @param at the time of the submission, by the test's clock
 */
public record Submission(JobId id, JobRequest request, Way way, Instant at) {
    /** The way in which a job is submitted. */
    public enum Way {
        /** By {@link dev.jobs.Jobs#submit}: it is there when the call returns. */
        ALONE,

        /** By a {@code TransactionalSubmitter}, on a connection whose transaction is the caller's. */
        IN_TRANSACTION,

        /** By {@link dev.jobs.Jobs#rerun}, of a job that had ended. */
        RERUN
    }

    public Submission {
        requireNonNull(id, "id");
        requireNonNull(request, "request");
        requireNonNull(way, "way");
        requireNonNull(at, "at");
    }
}
