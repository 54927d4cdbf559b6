package dev.jobs.store.testkit;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, with a bound so generous that only a broken store reaches it. */
final class Await {
    private static final long PAUSE_NANOS = 2_000_000;

    private Await() {}

    /** Looks until the condition holds. */
    static void until(final String what, final BooleanSupplier condition) {
        value(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Looks until there is a value. */
    static <T> T value(final String what, final Supplier<Optional<T>> look) {
        final long start = System.nanoTime();
        while (System.nanoTime() - start < KitSettings.patience().toNanos()) {
            final Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError("waited " + KitSettings.patience().toSeconds() + " s in vain until " + what);
    }
}
