package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import java.util.List;
import java.util.Optional;

/**
 * A page of what a {@linkplain JobSearch search} found. Immutable.
 *
 * @param jobs the jobs, the newest first, without payloads and results
 * @param end the reason why the page ends here
 * @param next the cursor of the next page; empty only if there is none
 */
public record FoundJobs(List<Job> jobs, End end, Optional<String> next) {
    public FoundJobs {
        jobs = List.copyOf(jobs);
        requireNonNull(end, "end");
        if (next.isEmpty() != (end == End.NO_MORE)) {
            throw new IllegalArgumentException("a page that ends with " + end + " has the cursor " + next);
        }
    }

    /** The reasons why a page ends. */
    public enum End {
        /** All jobs have been looked at. */
        NO_MORE,

        /** The page is full. */
        FULL,

        /** The time of the search was over: there may be more to find, also where this page has nothing. */
        CUT_OFF
    }

    /** The last page. */
    public static FoundJobs last(final List<Job> jobs) {
        return new FoundJobs(jobs, End.NO_MORE, Optional.empty());
    }

    /** A full page. */
    public static FoundJobs full(final List<Job> jobs, final String next) {
        return new FoundJobs(jobs, End.FULL, Optional.of(next));
    }

    /** The jobs that were found until the time was over. */
    public static FoundJobs cutOff(final List<Job> jobs, final String next) {
        return new FoundJobs(jobs, End.CUT_OFF, Optional.of(next));
    }
}
