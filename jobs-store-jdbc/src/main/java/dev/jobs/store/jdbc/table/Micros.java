package dev.jobs.store.jdbc.table;

import java.time.Duration;

/** Durations as the databases count them. */
public final class Micros {
    private static final Duration LONGEST = Duration.ofDays(36_525);
    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    /** Its microseconds; what is longer than a hundred years is as good as that, and within what both databases add to a time. */
    public static long of(final Duration duration) {
        return duration.compareTo(LONGEST) >= 0
                ? LONGEST.toSeconds() * PER_SECOND
                : duration.getSeconds() * PER_SECOND + duration.getNano() / 1_000;
    }
}
