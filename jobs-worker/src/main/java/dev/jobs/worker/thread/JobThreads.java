package dev.jobs.worker.thread;

import dev.jobs.worker.log.LogRelay;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of handlers: virtual ones where the JDK has them, else daemons that are cleared and used again. Safe to share
 * between threads.
 */
public final class JobThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobThreads.class);

    private final Executor executor;
    private final Runnable close;
    private final ThreadFactory asides = CleanThreads.daemons(() -> "jobs-aside");
    private final ThreadPoolExecutor aside =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), asides);

    private JobThreads(final Executor executor, final Runnable close) {
        this.executor = executor;
        this.close = close;
    }

    private JobThreads(final ReusedThreads threads) {
        this(threads, threads::close);
    }

    /** The best that this JDK has. */
    public static JobThreads standard() {
        try {
            final ExecutorService virtual = (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, CleanThreads.virtual());
            return new JobThreads(virtual, virtual::shutdown);
        } catch (final ReflectiveOperationException older) {
            LOG.debug("This JDK has no virtual threads: handlers run on platform threads", older);
            return new JobThreads(ThreadLeftovers.find()
                    .map(leftovers -> new ReusedThreads(daemons(), leftovers::remember))
                    .orElseGet(() -> ReusedThreads.once(daemons())));
        }
    }

    /** Threads that this factory makes, a new one for each job: what the factory gave them cannot be given again. */
    public static JobThreads from(final ThreadFactory factory) {
        final ExecutorService makers = Executors.newCachedThreadPool(CleanThreads.daemons(() -> "jobs-threads"));
        final ReusedThreads threads = ReusedThreads.once(CleanThreads.madeBy(makers, factory));
        return new JobThreads(threads, () -> {
            threads.close();
            makers.shutdown();
        });
    }

    private static ThreadFactory daemons() {
        final AtomicLong number = new AtomicLong();
        return CleanThreads.daemons(() -> "jobs-handler-" + number.incrementAndGet());
    }

    /**
     * Runs a task on a thread of its own.
     *
     * @throws RejectedExecutionException if no thread can be had
     */
    public void start(final Runnable task) {
        try {
            // There from the first job on: it is needed most when no thread can be had.
            aside.prestartCoreThread();
            executor.execute(task);
        } catch (final RejectedExecutionException noThread) {
            throw noThread;
        } catch (final RuntimeException | Error noThread) { // from the system, or from a factory of the user's
            throw new RejectedExecutionException("no thread can be started", noThread);
        }
    }

    /**
     * Runs a task on a thread of its own, and returns at once, even if a factory of the user's takes its time. If no thread
     * can be had, the task is run all the same, after others of that kind.
     */
    public void startAside(final Runnable task) {
        try {
            aside.execute(() -> startOrRun(task));
        } catch (final RejectedExecutionException closed) {
            asides.newThread(task).start();
        }
    }

    private void startOrRun(final Runnable task) {
        try {
            start(task);
        } catch (final RejectedExecutionException noThread) {
            LogRelay.log(() -> LOG.warn("No thread can be started: going on with this one", noThread));
            task.run();
        }
    }

    /** Lets go of the threads, without waiting for those that still run something. */
    @Override
    public void close() {
        close.run();
        aside.shutdown();
    }
}
