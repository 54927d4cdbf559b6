package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A range of time. Immutable.
 *
 * @param from the first moment that belongs to it
 * @param until the first moment after it
 */
public record TimeRange(Instant from, Instant until) {
    public TimeRange {
        requireNonNull(from, "from");
        requireNonNull(until, "until");
        if (until.isBefore(from)) {
            throw new IllegalArgumentException("a range that begins at " + from + " cannot end at " + until);
        }
    }

    /** All time from this moment on. */
    public static TimeRange from(final Instant from) {
        return new TimeRange(from, Instant.MAX);
    }

    /** All time before this moment. */
    public static TimeRange until(final Instant until) {
        return new TimeRange(Instant.MIN, until);
    }

    /** True if this moment belongs to it. */
    public boolean contains(final Instant moment) {
        return !moment.isBefore(from) && moment.isBefore(until);
    }
}
