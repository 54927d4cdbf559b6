package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A number of jobs, and how well it is known. Immutable.
 *
 * @param jobs the number, from 0
 * @param precision the meaning of the number
 * @param asOf the time at which they were counted, by the store's clock
 */
public record JobCount(long jobs, Precision precision, Instant asOf) {
    /** The number up to which jobs are counted one by one at each question. */
    public static final long EXACT_UP_TO = 10_000;

    public JobCount {
        requireNonNull(precision, "precision");
        requireNonNull(asOf, "asOf");
        if (jobs < 0) {
            throw new IllegalArgumentException("a count is not negative, but this is " + jobs);
        }
    }

    /** The exactness of a number of jobs. */
    public enum Precision {
        /** There were as many. */
        EXACT,

        /** There were as many at least: the count ended there, so that it is bounded in cost. */
        AT_LEAST,

        /** There were as many when a snapshot was taken, which is done now and then where there are many. */
        SNAPSHOT
    }

    /** A number of jobs that were counted one by one. */
    public static JobCount exactly(final long jobs, final Instant asOf) {
        return new JobCount(jobs, Precision.EXACT, asOf);
    }

    /** A number of jobs of which there may be more. */
    public static JobCount atLeast(final long jobs, final Instant asOf) {
        return new JobCount(jobs, Precision.AT_LEAST, asOf);
    }
}
