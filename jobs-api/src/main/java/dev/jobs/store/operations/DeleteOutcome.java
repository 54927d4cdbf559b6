package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobStatus;

/** The outcome of deleting a job. Immutable. */
public sealed interface DeleteOutcome {
    /** The job is gone, with its log and the story of its attempts. */
    record Deleted() implements DeleteOutcome {}

    /**
     * The job has not ended, and is as it was.
     *
     * @param status its status: pending, processing, or cancelled while its work is still being stopped
     */
    record NotEnded(JobStatus status) implements DeleteOutcome {
        public NotEnded {
            requireNonNull(status, "status");
        }
    }

    /** There is no such job. */
    record NotFound() implements DeleteOutcome {}
}
