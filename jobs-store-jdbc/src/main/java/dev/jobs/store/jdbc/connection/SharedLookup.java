package dev.jobs.store.jdbc.connection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A value that many threads need and one of them looks up now and then, while the others use the value that there is. Safe
 * to share between threads.
 *
 * @param <T> the value
 */
public final class SharedLookup<T> {
    private final long freshNanos;
    private final long usableNanos;
    private final LongSupplier ticker;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Known<T> known;

    /**
     * @param initial the value before the first lookup, which nobody uses
     * @param fresh the time in which nobody looks it up again
     * @param usable the age up to which others use a value while one looks it up: longer than fresh
     * @param ticker monotonic nanoseconds
     */
    public SharedLookup(final T initial, final Duration fresh, final Duration usable, final LongSupplier ticker) {
        this.ticker = ticker;
        this.freshNanos = fresh.toNanos();
        this.usableNanos = usable.toNanos();
        final long now = ticker.getAsLong();
        this.known = new Known<>(initial, now, now);
    }

    private record Known<T>(T value, long freshUntil, long usableUntil) {
        boolean isFresh(final long now) {
            return now - freshUntil < 0;
        }

        boolean isUsable(final long now) {
            return now - usableUntil < 0;
        }
    }

    /** The source of the value. */
    @FunctionalInterface
    public interface Source<T> {
        T lookUp() throws SQLException;
    }

    /** True if a thread waits for a lookup under way, having no value that it could use. */
    boolean isAwaited() {
        return refreshing.hasQueuedThreads();
    }

    /** True if its value is too old to be used, and nobody looks it up. */
    boolean isOutOfUse() {
        return !known.isUsable(ticker.getAsLong()) && !refreshing.isLocked();
    }

    /** The value, looked up if need be. */
    public T current(final Source<T> source) throws SQLException {
        final Known<T> before = known;
        final long now = ticker.getAsLong();
        if (before.isFresh(now)) {
            return before.value();
        }
        if (before.isUsable(now)) {
            if (!refreshing.tryLock()) {
                return before.value();
            }
        } else {
            refreshing.lock();
        }
        try {
            if (!known.isFresh(ticker.getAsLong())) {
                final long asOf = ticker.getAsLong();
                final T value = source.lookUp();
                known = new Known<>(value, ticker.getAsLong() + freshNanos, asOf + usableNanos);
            }
            return known.value();
        } finally {
            refreshing.unlock();
        }
    }
}
