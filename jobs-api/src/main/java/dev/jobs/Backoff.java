package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The wait of a job between two attempts: a delay that doubles with each attempt up to a maximum, less a random
 * part of up to half of it, so that jobs that failed together do not come back together. Immutable.
 *
 * @param initial the delay after the first attempt; from 0, whole milliseconds count
 * @param max the delay that is never exceeded; at least {@code initial}
 */
public record Backoff(Duration initial, Duration max) {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Backoff STANDARD = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10));

    public Backoff {
        requireNonNull(initial, "initial");
        requireNonNull(max, "max");
        if (initial.isNegative() || max.compareTo(initial) < 0 || max.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a backoff needs 0 <= initial <= max <= 365 days, but has initial " + initial + ", max " + max);
        }
    }

    /** From 1 second to 10 minutes: what a request has unless it says otherwise. */
    public static Backoff standard() {
        return STANDARD;
    }

    /** The wait after this attempt (from 1), its random part taken from the given source. */
    public Duration delayAfter(final int attempt, final RandomGenerator random) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are counted from 1, but this is " + attempt);
        }
        final int doublings = Math.min(attempt - 1, Long.SIZE - 2);
        final double exact = Math.min((double) max.toMillis(), Math.scalb((double) initial.toMillis(), doublings));
        return Duration.ofMillis(Math.round(exact * (1 - random.nextDouble() / 2)));
    }
}
