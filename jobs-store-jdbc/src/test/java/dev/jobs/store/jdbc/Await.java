package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, with a bound so generous that only what is broken reaches it. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 5_000_000;

    private Await() {}

    /** Looks until the condition holds. */
    public static void until(final String what, final Callable<Boolean> condition) {
        value(what, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** Gives other threads a moment, within what is looked at again and again. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Looks until there is a value; a look that throws saw none. */
    public static <T> T value(final String what, final Callable<Optional<T>> look) {
        final long begin = System.nanoTime();
        Optional<Exception> last = Optional.empty();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            try {
                final Optional<T> seen = look.call();
                if (seen.isPresent()) {
                    return seen.get();
                }
                last = Optional.empty();
            } catch (final Exception e) {
                last = Optional.of(e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain until " + what, last.orElse(null));
    }
}
