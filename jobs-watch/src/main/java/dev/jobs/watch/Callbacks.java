package dev.jobs.watch;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which listeners of asynchronous waits are told, and their futures complete. There are few, for all waits; while
 * they make no progress, because what they call blocks, there are twice as many each time that {@link #growIfStuck} is called.
 * Up to {@link #MOST} calls that block keep no others from their turn. They end when they have had nothing to do for ten
 * seconds. Safe to share between threads.
 */
final class Callbacks implements Executor {
    static final int MOST = 64;

    private static final int FEW = 4;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final AtomicInteger lastNumber = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            MOST, MOST, IDLE.toNanos(), TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(), this::thread);
    private long lastCompleted;

    Callbacks() {
        threads.setCorePoolSize(FEW);
        threads.allowCoreThreadTimeOut(true);
    }

    private Thread thread(final Runnable work) {
        final Thread thread = new Thread(work, "jobs-watch-listener-" + lastNumber.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(final Runnable task) {
        threads.execute(task);
    }

    /** Adds threads if something waits and nothing was done since the last call. Called by one thread. */
    void growIfStuck() {
        final long completed = threads.getCompletedTaskCount();
        if (threads.getQueue().isEmpty()) {
            threads.setCorePoolSize(FEW);
        } else if (completed == lastCompleted) {
            threads.setCorePoolSize(Math.min(MOST, 2 * threads.getCorePoolSize()));
        }
        lastCompleted = completed;
    }

    /** Takes nothing more, and does what it has taken. */
    void close() {
        threads.shutdown();
    }
}
