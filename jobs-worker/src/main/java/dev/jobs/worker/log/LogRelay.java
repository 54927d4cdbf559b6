package dev.jobs.worker.log;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The log of threads that must not wait for a logger: those that stop work in time. Safe for threads.
 *
 * <p>A logger may block, on a full disk or a pipe that nobody reads. The lines are written on one daemon thread, which ends
 * when there is nothing to write for a while; lines that come while a thousand others wait are lost.
 */
public final class LogRelay {
    private static final int MOST_WAITING = 1_000;
    private static final long IDLE_SECONDS = 10;
    private static final ThreadPoolExecutor THREAD = thread();

    private LogRelay() {}

    /** Writes a line on another thread, and returns at once. */
    public static void log(final Runnable line) {
        try {
            THREAD.execute(() -> write(line));
        } catch (final OutOfMemoryError noThread) {
            // The line is lost. The work goes on.
        }
    }

    private static void write(final Runnable line) {
        try {
            line.run();
        } catch (final RuntimeException | Error ofTheLogger) {
            // The line is lost; the next may do better.
        }
    }

    /** Waits for this time at most until the lines that came before are written. */
    public static void awaitWritten(final Duration time) {
        final var written = new CountDownLatch(1);
        log(written::countDown);
        try {
            final boolean unused = written.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadPoolExecutor thread() {
        final var executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> {
                    final var thread = new Thread(task, "jobs-log");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
