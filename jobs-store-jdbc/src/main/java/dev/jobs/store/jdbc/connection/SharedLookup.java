package dev.jobs.store.jdbc.connection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What many need and one of them looks up now and then, while the others go on with what there is. Safe to share between
 * threads.
 *
 * @param <T> what is looked up
 */
public final class SharedLookup<T> {
    private final long freshNanos;
    private final long usableNanos;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Known<T> known;

    /**
     * @param initial what there is before the first look, for nobody to go on with
     * @param fresh for how long nobody looks again
     * @param usable how old what there is may be for others to go on with while one looks: longer than fresh
     */
    public SharedLookup(final T initial, final Duration fresh, final Duration usable) {
        this.freshNanos = fresh.toNanos();
        this.usableNanos = usable.toNanos();
        final long now = System.nanoTime();
        this.known = new Known<>(initial, now, now);
    }

    private record Known<T>(T value, long freshUntil, long usableUntil) {
        boolean isFresh() {
            return System.nanoTime() - freshUntil < 0;
        }

        boolean isUsable() {
            return System.nanoTime() - usableUntil < 0;
        }
    }

    /** How to look it up. */
    @FunctionalInterface
    public interface Look<T> {
        T look() throws SQLException;
    }

    /** Whether somebody waits for a look under way, having nothing to go on with. */
    boolean isAwaited() {
        return refreshing.hasQueuedThreads();
    }

    public T current(final Look<T> look) throws SQLException {
        final Known<T> before = known;
        if (before.isFresh()) {
            return before.value();
        }
        if (before.isUsable()) {
            if (!refreshing.tryLock()) {
                return before.value();
            }
        } else {
            refreshing.lock();
        }
        try {
            if (!known.isFresh()) {
                final long asOf = System.nanoTime();
                final T value = look.look();
                known = new Known<>(value, System.nanoTime() + freshNanos, asOf + usableNanos);
            }
            return known.value();
        } finally {
            refreshing.unlock();
        }
    }
}
