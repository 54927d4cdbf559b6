package dev.jobs.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * Waits for conditions by looking again and again, with a bound so generous that only what is broken reaches it. An exception
 * counts as a look that saw nothing, and is the cause of the failure if it is the last one; an {@link AssertionError} fails at
 * once.
 */
public final class Await {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofMillis(5);

    private Await() {}

    /** Looks until the condition holds. */
    public static void until(final String what, final Callable<Boolean> condition) {
        value(what, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** Looks until there is a value. */
    public static <T> T value(final String what, final Callable<Optional<T>> look) {
        return valueWithin(BOUND, what, look);
    }

    /** Looks until there is a value, for so long at the most. */
    public static <T> T valueWithin(final Duration bound, final String what, final Callable<Optional<T>> look) {
        return Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .atMost(bound)
                .ignoreExceptionsMatching(Exception.class::isInstance)
                .until(look, Optional::isPresent)
                .orElseThrow();
    }
}
