package dev.jobs;

import static java.util.Objects.requireNonNull;

/** The outcome of a cancel. */
public sealed interface CancelOutcome {
    /**
     * This cancel ended the job: its status is {@code cancelled} and stays so. A job that was processing has no
     * {@linkplain Job#finishedAt() finish time} until its work has stopped.
     */
    record Cancelled() implements CancelOutcome {}

    /** There is no job with this id. */
    record NotFound() implements CancelOutcome {}

    /** The job had ended before, perhaps by an earlier cancel; nothing was changed. */
    record AlreadyTerminal(JobStatus status) implements CancelOutcome {
        public AlreadyTerminal {
            requireNonNull(status, "status");
            if (!status.isTerminal()) {
                throw new IllegalArgumentException(status.wireName() + " is not terminal");
            }
        }
    }
}
