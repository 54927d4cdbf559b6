package dev.jobs.worker.manual;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tasks that attempts start on other threads, each on a thread of its own. Safe to share between threads. */
final class AsideTasks {
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Duration longest;

    /** Guarded by this. */
    private final List<Thread> threads = new ArrayList<>();

    AsideTasks(final Duration killGrace) {
        this.longest = killGrace.plus(MARGIN);
    }

    synchronized void start(final Runnable task) {
        final Thread thread = new Thread(task, "jobs-aside");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Waits until all of them have ended, for a bounded time; an interrupt ends the wait and is restored. */
    void awaitAll() {
        final long end = System.nanoTime() + longest.toNanos();
        try {
            for (final Thread thread : taken()) {
                thread.join(
                        Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Thread> taken() {
        final List<Thread> all = List.copyOf(threads);
        threads.clear();
        return all;
    }
}
