package dev.jobs.store.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads of one test: their failures are the test's, and so is one that does not end. */
final class Threads {

    private static final int LOOKS_AWAKE = 10_000;
    private static final long LONGEST_HEAD_START_NANOS = 300_000;

    private final List<FutureTask<?>> tasks = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Something that a thread does. */
    interface Action {
        void run() throws Exception;
    }

    /** The outcome of two threads that were started together. */
    record Both<A, B>(A first, B second) {}

    /** Runs an action on a thread of its own. */
    void start(final Action action) {
        final FutureTask<?> unused = begin(() -> {
            action.run();
            return true;
        });
    }

    private <T> FutureTask<T> begin(final Callable<T> action) {
        final FutureTask<T> task = new FutureTask<>(action);
        final Thread thread = new Thread(task, "contract-" + threads.size());
        thread.setDaemon(true);
        tasks.add(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Waits until all have ended. */
    void join() throws InterruptedException {
        for (final FutureTask<?> task : tasks) {
            ended(task);
        }
    }

    /** Lets two threads begin at the same moment, or one of them a little later, and waits for both. */
    static <A, B> Both<A, B> race(final Callable<A> first, final Callable<B> second) throws InterruptedException {
        final AtomicInteger ready = new AtomicInteger();
        final ThreadLocalRandom random = ThreadLocalRandom.current();
        final long most = random.nextInt(3) == 0 ? 1 : random.nextLong(1, LONGEST_HEAD_START_NANOS);
        final long firstWaits = random.nextLong(most);
        final long secondWaits = random.nextLong(most);
        final Threads threads = new Threads();
        final FutureTask<A> one = threads.begin(() -> {
            meet(ready, firstWaits);
            return first.call();
        });
        final FutureTask<B> other = threads.begin(() -> {
            meet(ready, secondWaits);
            return second.call();
        });
        return new Both<>(threads.ended(one), threads.ended(other));
    }

    /** Waits for the other of two threads, awake at first: to be woken takes longer than what is raced for. */
    private static void meet(final AtomicInteger ready, final long nanosMore) {
        ready.incrementAndGet();
        for (int looks = 0; ready.get() < 2; looks++) {
            if (looks < LOOKS_AWAKE) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(1_000);
            }
        }
        final long start = System.nanoTime();
        while (System.nanoTime() - start < nanosMore) {
            Thread.onSpinWait();
        }
    }

    /** Lets as many threads as there are actions begin at the same moment, and gives what each came to. */
    static <T> List<T> together(final List<Callable<T>> actions) throws InterruptedException {
        final CyclicBarrier barrier = new CyclicBarrier(actions.size());
        final Threads threads = new Threads();
        final List<FutureTask<T>> started = new ArrayList<>();
        for (final Callable<T> action : actions) {
            started.add(threads.begin(() -> {
                barrier.await(KitSettings.patience().toSeconds(), TimeUnit.SECONDS);
                return action.call();
            }));
        }
        final List<T> answers = new ArrayList<>();
        for (final FutureTask<T> task : started) {
            answers.add(threads.ended(task));
        }
        return answers;
    }

    private <T> T ended(final FutureTask<T> task) throws InterruptedException {
        try {
            return task.get(KitSettings.patience().toSeconds(), TimeUnit.SECONDS);
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw new AssertionError("a call among others at the same time failed", e.getCause());
        } catch (final TimeoutException e) {
            final AssertionError hangs = new AssertionError(
                    "a call has not returned within " + KitSettings.patience().toSeconds() + " s", e);
            threads.stream()
                    .filter(thread -> thread.getState() != Thread.State.TERMINATED)
                    .forEach(thread -> {
                        final Exception where = new Exception(thread.getName() + " is here");
                        where.setStackTrace(thread.getStackTrace());
                        hangs.addSuppressed(where);
                    });
            throw hangs;
        }
    }
}
