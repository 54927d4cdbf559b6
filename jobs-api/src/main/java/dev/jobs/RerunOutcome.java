package dev.jobs;

import static java.util.Objects.requireNonNull;

/** The outcome of asking for a {@linkplain Jobs#rerun rerun} of a job. Immutable. */
public sealed interface RerunOutcome {
    /**
     * The job runs again, as a new one.
     *
     * @param id the new job
     */
    record Rerun(JobId id) implements RerunOutcome {
        public Rerun {
            requireNonNull(id, "id");
        }
    }

    /**
     * The job has not ended: nothing was submitted.
     *
     * @param status its status: pending, processing, or cancelled while its work is still being stopped
     */
    record NotEnded(JobStatus status) implements RerunOutcome {
        public NotEnded {
            requireNonNull(status, "status");
        }
    }

    /** There is no such job. */
    record NotFound() implements RerunOutcome {}
}
