package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The most starts that a period allows: a token bucket, by the store's clock. It fills evenly, one token each {@code period / starts},
 * up to its burst, and each start takes a token. In any window of one period there are at most {@code starts + burst - 1} starts.
 *
 * @param starts the starts that one period allows: from 1 to 1,000,000
 * @param period the period: from 1 ms to 366 days, and at least 1 microsecond for each start
 * @param burst the starts that may come at once after a quiet time: from 1 to 1,000,000. With 1 they are spread evenly, and no
 *     window of one period has more than {@code starts}
 */
public record StartRate(int starts, Duration period, int burst) {
    private static final int MOST = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(366);

    /**
     * @throws IllegalArgumentException if a value is out of its range; the message has the value
     */
    public StartRate {
        requireNonNull(period, "period");
        requireInRange("starts", starts);
        requireInRange("burst", burst);
        if (period.compareTo(Duration.ofMillis(1)) < 0 || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the period of a rate is from 1 ms to " + LONGEST.toDays() + " days, but not " + period);
        }
        if (period.toNanos() / 1_000 < starts) {
            throw new IllegalArgumentException(
                    "a rate allows at most one start a microsecond, but not " + starts + " in " + period);
        }
    }

    private static void requireInRange(final String what, final int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(
                    "the " + what + " of a rate are from 1 to " + MOST + ", but not " + value);
        }
    }

    /** The time between two starts, in microseconds, rounded up. */
    public long intervalMicros() {
        final long micros = period.toNanos() / 1_000;
        return (micros + starts - 1) / starts;
    }

    /** The rate for people: {@code 10 starts in PT1S}. */
    @Override
    public String toString() {
        return starts + " starts in " + period + (burst == 1 ? "" : ", " + burst + " at once");
    }
}
