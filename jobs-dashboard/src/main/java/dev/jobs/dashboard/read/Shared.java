package dev.jobs.dashboard.read;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A value that is read from the store for everybody who asks: one reads, those who ask meanwhile wait for that, and those who ask
 * soon after get the same, for as long as the read {@linkplain Rest rests}. That a read failed is shared too, so that a store that is
 * down is not asked more often. Safe to share between threads.
 */
final class Shared<T> {
    private final Supplier<T> read;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Outcome<T>> last = Optional.empty();

    private record Outcome<T>(Optional<T> value, Optional<RuntimeException> failure, long until) {}

    /**
     * A value that has not been read yet.
     *
     * @param read reads it
     * @param ticker the monotonic clock, in nanoseconds
     */
    Shared(final Supplier<T> read, final LongSupplier ticker) {
        this.read = read;
        this.ticker = ticker;
    }

    T get() {
        lock.lock();
        try {
            if (last.filter(known -> ticker.getAsLong() - known.until() < 0).isEmpty()) {
                last = Optional.of(outcome());
            }
            final Outcome<T> known = last.orElseThrow();
            return known.value().orElseThrow(() -> known.failure().orElseThrow());
        } finally {
            lock.unlock();
        }
    }

    private Outcome<T> outcome() {
        final long begin = ticker.getAsLong();
        try {
            final T value = read.get();
            return new Outcome<>(Optional.of(value), Optional.empty(), restedAfter(begin));
        } catch (final RuntimeException e) {
            return new Outcome<>(Optional.empty(), Optional.of(e), restedAfter(begin));
        }
    }

    private long restedAfter(final long begin) {
        final long end = ticker.getAsLong();
        return end + Rest.after(end - begin);
    }

    /** Lets the next one who asks get what there is then. */
    void forget() {
        lock.lock();
        try {
            last = Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
