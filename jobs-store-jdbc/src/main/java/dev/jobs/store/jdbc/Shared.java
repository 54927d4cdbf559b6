package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What many need and one of them looks up now and then, while the others go on with what there is. Safe to share between
 * threads.
 *
 * @param <T> what is looked up
 */
final class Shared<T> {
    private final long freshNanos;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Known<T> known;

    /**
     * @param initial what there is before the first look, for nobody to go on with
     * @param fresh for how long nobody looks again
     */
    Shared(final T initial, final Duration fresh) {
        this.freshNanos = fresh.toNanos();
        this.known = new Known<>(initial, System.nanoTime(), false);
    }

    private record Known<T>(T value, long staleAt, boolean usable) {
        boolean isFresh() {
            return System.nanoTime() - staleAt < 0;
        }
    }

    /** How to look it up. */
    @FunctionalInterface
    interface Look<T> {
        T look() throws SQLException;
    }

    T current(final Look<T> look) throws SQLException {
        final Known<T> before = known;
        if (before.isFresh()) {
            return before.value();
        }
        if (before.usable()) {
            if (!refreshing.tryLock()) {
                return before.value();
            }
        } else {
            refreshing.lock();
        }
        try {
            if (!known.isFresh()) {
                final T value = look.look();
                known = new Known<>(value, System.nanoTime() + freshNanos, true);
            }
            return known.value();
        } finally {
            refreshing.unlock();
        }
    }
}
