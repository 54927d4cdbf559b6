package dev.jobs.client;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The moment until which somebody waits, by this machine's monotonic clock.
 *
 * @param ticker the clock, in nanoseconds
 * @param start the time at which the wait began
 * @param nanos the time that it lasts
 */
record Deadline(LongSupplier ticker, long start, long nanos) {
    static Deadline after(final Duration limit, final LongSupplier ticker) {
        final boolean isShort = limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0;
        return new Deadline(ticker, ticker.getAsLong(), isShort ? limit.toNanos() : Long.MAX_VALUE);
    }

    private long left() {
        return nanos - (ticker.getAsLong() - start);
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
