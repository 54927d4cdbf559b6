package dev.jobs.client;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The moment until which somebody waits, by this machine's monotonic clock.
 *
 * @param start when the wait began, in nanoseconds
 * @param nanos how long it lasts
 */
record Deadline(long start, long nanos) {
    static Deadline after(final Duration limit) {
        final boolean isShort = limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0;
        return new Deadline(System.nanoTime(), isShort ? limit.toNanos() : Long.MAX_VALUE);
    }

    private long left() {
        return nanos - (System.nanoTime() - start);
    }

    /** Throws if it has passed. */
    void check(final String message) throws TimeoutException {
        if (left() <= 0) {
            throw new TimeoutException(message);
        }
    }

    /** This time, or as much of it as is left, but not nothing. */
    Duration orSooner(final Duration time) {
        final Duration left = Duration.ofNanos(Math.max(1, left()));
        return left.compareTo(time) < 0 ? left : time;
    }
}
