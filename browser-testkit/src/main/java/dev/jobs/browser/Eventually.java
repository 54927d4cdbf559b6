package dev.jobs.browser;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for a condition, with a bound. */
public final class Eventually {
    private static final long PAUSE_MILLIS = 20;

    private Eventually() {}

    /** The first value that there is. */
    public static <T> T within(final Duration bound, final String what, final Callable<Optional<T>> look)
            throws Exception {
        final long end = System.nanoTime() + bound.toNanos();
        while (true) {
            final Optional<T> found = look.call();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + bound + ": " + what);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
