package dev.jobs.watch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that goes on by itself, and further by as much as a test wants. Safe to share between threads. */
final class TestTicker implements LongSupplier {
    private final AtomicLong ahead = new AtomicLong();

    void advance(final Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    @Override
    public long getAsLong() {
        return System.nanoTime() + ahead.get();
    }
}
