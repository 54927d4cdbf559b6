package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobStatus;

/**
 * The number of jobs of one queue and type that have one status. Immutable.
 *
 * @param queue the queue
 * @param type the type
 * @param status the status
 * @param count from 1 to {@link #MOST_COUNTED}, which stands for that and more
 */
public record JobCount(String queue, String type, JobStatus status, long count) {
    /** The highest number that is counted: more jobs are not told apart, so that counting is bounded in cost. */
    public static final long MOST_COUNTED = 10_000;

    public JobCount {
        requireNonNull(queue, "queue");
        requireNonNull(type, "type");
        requireNonNull(status, "status");
        if (count < 1 || count > MOST_COUNTED) {
            throw new IllegalArgumentException("a count is from 1 to " + MOST_COUNTED + ", but not " + count);
        }
    }

    /** True if there may be more jobs than the count says. */
    public boolean isAtLeast() {
        return count == MOST_COUNTED;
    }
}
