package dev.jobs.worker.thread;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Threads for tasks that may take long, kept for a minute to be used again. Safe to share between threads.
 *
 * <p>There is one for each task that has not ended, so that none waits for the end of another. But of those that are kept
 * only one is woken at a time, which wakes the next, and a thread whose task has ended takes the next that waits: of short
 * tasks that come together, most need no thread to be woken, which would cost more than the task.
 *
 * <p>A thread that is not as it was before its task is not used again: no task finds what another left.
 */
final class ReusedThreads implements Executor, AutoCloseable {
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ThreadFactory factory;
    private final Supplier<BooleanSupplier> remember;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock, as is all below. No more tasks wait than there are threads that run none.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private int threads;
    private int running;
    private boolean waking;
    private boolean closed;

    /**
     * @param remember called by each new thread; what it gives is called after each task, and says whether the thread is as
     *     it was before and can be used again
     */
    ReusedThreads(final ThreadFactory factory, final Supplier<BooleanSupplier> remember) {
        this.factory = factory;
        this.remember = remember;
    }

    /** Threads that are used for one task each. */
    static ReusedThreads once(final ThreadFactory factory) {
        return new ReusedThreads(factory, () -> ReusedThreads::never);
    }

    private static boolean never() {
        return false;
    }

    /** A thread that has nothing to do, and the condition that wakes it. */
    private final class Idle {
        private final Condition wanted = lock.newCondition();
        private boolean woken;
    }

    /** @throws RejectedExecutionException if no thread can be had, or after {@link #close()} */
    @Override
    public void execute(final Runnable task) {
        if (!isTakenByKeptThread(task)) {
            // Without the lock, since the factory is the user's.
            start(task);
        }
    }

    private boolean isTakenByKeptThread(final Runnable task) {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("these threads are closed");
            }
            final boolean taken = waiting.size() + running < threads;
            if (taken) {
                waiting.add(task);
                wakeOne();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Starts a thread, which counts from when it gets here: one that never does costs no more than its task. */
    private void start(final Runnable first) {
        final Thread thread = factory.newThread(() -> work(first));
        if (thread == null) {
            throw new RejectedExecutionException("the thread factory made no thread");
        }
        try {
            thread.start();
        } catch (final RuntimeException | Error noThread) { // from the system, or from a thread of the user's
            throw new RejectedExecutionException("no thread can be started", noThread);
        }
    }

    private void work(final Runnable first) {
        final BooleanSupplier restore = remembered();
        lock.lock();
        threads++;
        try {
            final String name = Thread.currentThread().getName();
            final Idle self = new Idle();
            Optional<Runnable> task = Optional.of(first);
            while (task.isPresent()) {
                task = run(task.get(), restore) ? next(self, name) : Optional.empty();
            }
        } finally {
            threads--;
            wakeOne();
            lock.unlock();
        }
    }

    private BooleanSupplier remembered() {
        try {
            return remember.get();
        } catch (final RuntimeException | Error e) { // the task is to run all the same
            return ReusedThreads::never;
        }
    }

    /** True if the thread can be used again. */
    private boolean run(final Runnable task, final BooleanSupplier restore) {
        running++;
        wakeOne();
        lock.unlock();
        // What interrupts the last task too late must not interrupt the next.
        Thread.interrupted();
        try {
            task.run();
            return restore.getAsBoolean();
        } finally {
            lock.lock();
            running--;
        }
    }

    /** Waits for a task; none if there was none for long, or no more will come. */
    private Optional<Runnable> next(final Idle self, final String name) {
        final long end = System.nanoTime() + KEPT_NANOS;
        while (waiting.isEmpty()) {
            final long left = end - System.nanoTime();
            if (closed || left <= 0) {
                return Optional.empty();
            }
            Thread.currentThread().setName(name);
            try {
                idle.push(self);
                self.wanted.awaitNanos(left);
            } catch (final InterruptedException late) {
                // It was meant for the last task, which has ended.
            } finally {
                if (self.woken) {
                    self.woken = false;
                    waking = false;
                } else {
                    idle.remove(self);
                }
            }
        }
        final Optional<Runnable> task = Optional.of(waiting.element());
        waiting.remove();
        return task;
    }

    private void wakeOne() {
        if (!waking && !waiting.isEmpty() && !idle.isEmpty()) {
            waking = true;
            // The last that went idle, whose stack the processor may still know.
            final Idle next = idle.pop();
            next.woken = true;
            next.wanted.signal();
        }
    }

    /** Lets go of the threads, without waiting for those that still run something. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(thread -> thread.wanted.signal());
        } finally {
            lock.unlock();
        }
    }
}
