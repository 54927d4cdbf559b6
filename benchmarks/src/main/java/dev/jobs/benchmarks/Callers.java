package dev.jobs.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Threads that do the same at the same time. */
final class Callers {
    private Callers() {}

    /** Runs the work on as many threads, each with its number from 0, and waits for all. */
    static void run(final int callers, final IntConsumer work) throws InterruptedException {
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            final int number = i;
            final Thread thread = new Thread(() -> work.accept(number), "benchmark-caller-" + i);
            thread.setUncaughtExceptionHandler((failed, e) -> failure.compareAndSet(null, e));
            thread.start();
            threads.add(thread);
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        final Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a caller failed", failed);
        }
    }
}
