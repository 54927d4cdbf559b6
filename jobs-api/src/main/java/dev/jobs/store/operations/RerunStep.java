package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The outcome of running a page of jobs again. Immutable.
 *
 * @param reruns the number of jobs that run again
 * @param end the reason why the step ends here, as that of the page
 * @param next the cursor of the next step; empty only if there is none
 */
public record RerunStep(int reruns, FoundJobs.End end, Optional<String> next) {
    public RerunStep {
        requireNonNull(end, "end");
        requireNonNull(next, "next");
        if (reruns < 0) {
            throw new IllegalArgumentException("the number of reruns is not negative, but this is " + reruns);
        }
    }
}
