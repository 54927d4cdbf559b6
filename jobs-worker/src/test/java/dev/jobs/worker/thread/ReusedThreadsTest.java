package dev.jobs.worker.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReusedThreadsTest {
    private static final int MANY = 20;
    private static final int WAIT_SECONDS = 60;

    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();
    private final ReusedThreads threads = new ReusedThreads(this::make, () -> () -> true);

    private Thread make(final Runnable work) {
        final Thread thread = new Thread(work, "idle");
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    @AfterEach
    void close() {
        threads.close();
    }

    private CompletableFuture<Thread> run(final Runnable task) {
        return on(threads, task);
    }

    private static CompletableFuture<Thread> on(final ReusedThreads threads, final Runnable task) {
        final CompletableFuture<Thread> done = new CompletableFuture<>();
        threads.execute(() -> {
            task.run();
            done.complete(Thread.currentThread());
        });
        return done;
    }

    private static <T> T await(final CompletableFuture<T> future) {
        return future.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void meet(final CyclicBarrier barrier) {
        try {
            barrier.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void runManyThatWaitForEachOther() {
        final CyclicBarrier barrier = new CyclicBarrier(MANY);
        final List<CompletableFuture<Thread>> tasks =
                IntStream.range(0, MANY).mapToObj(i -> run(() -> meet(barrier))).toList();
        tasks.forEach(ReusedThreadsTest::await);
    }

    /** Until a thread that ended a task waits for the next, which the thread that waits for the task cannot see. */
    private void awaitIdle(final int count) {
        awaitIdle(made, count);
    }

    private static void awaitIdle(final Collection<Thread> among, final int count) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (among.stream()
                        .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                        .count()
                < count) {
            assertThat(System.nanoTime()).as("until %d threads are idle", count).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void noTaskWaitsForTheEndOfAnother() {
        runManyThatWaitForEachOther();
        assertThat(made).hasSize(MANY);
    }

    @Test
    void allIdleThreadsAreWokenWhereAllAreNeeded() {
        runManyThatWaitForEachOther();
        awaitIdle(MANY);
        runManyThatWaitForEachOther();
        assertThat(made).as("made for both rounds").hasSize(MANY);
    }

    @Test
    void aThreadIsUsedAgain() {
        final Thread first = await(run(() -> {}));
        awaitIdle(1);
        assertThat(await(run(() -> {}))).isSameAs(first);
    }

    @Test
    void aThreadThatEndsItsTaskTakesTheNextOne() {
        final CyclicBarrier bothRun = new CyclicBarrier(2);
        final CompletableFuture<Void> release = new CompletableFuture<>();
        final CompletableFuture<Thread> blocked = run(() -> {
            meet(bothRun);
            await(release);
        });
        final Thread free = await(run(() -> meet(bothRun)));
        awaitIdle(List.of(free), 1);
        final Thread again = await(run(() -> {}));
        release.complete(null);
        assertThat(again).isSameAs(free).isNotSameAs(await(blocked));
    }

    @Test
    void aThreadThatCannotBeMadeIsToldOfAndNothingElseIsHurt() {
        final Queue<ThreadFactory> factories = new ConcurrentLinkedQueue<>(List.of(
                work -> {
                    throw new OutOfMemoryError("made by the test");
                },
                work -> {
                    final Thread started = new Thread(() -> {});
                    started.start();
                    return started;
                },
                this::make));
        try (ReusedThreads scarce = new ReusedThreads(work -> factories.remove().newThread(work), () -> () -> true)) {
            assertThatThrownBy(() -> scarce.execute(() -> {})).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> scarce.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
            assertThat(await(on(scarce, () -> {}))).isSameAs(made.element());
        }
    }

    @Test
    void aThreadThatDiesBeforeItRunsCostsNoMoreThanItsTask() throws InterruptedException {
        final Thread dead = new Thread(() -> {});
        final Queue<Thread> prepared = new ConcurrentLinkedQueue<>(List.of(dead));
        try (ReusedThreads some =
                new ReusedThreads(work -> prepared.isEmpty() ? make(work) : prepared.remove(), () -> () -> true)) {
            some.execute(() -> {});
            dead.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
            final CompletableFuture<Void> release = new CompletableFuture<>();
            final CompletableFuture<Thread> blocked = on(some, () -> await(release));
            await(on(some, () -> {}));
            release.complete(null);
            await(blocked);
        }
    }

    @Test
    void aFactoryMayWaitUntilOneOfItsThreadsEndsATask() {
        final CompletableFuture<Void> release = new CompletableFuture<>();
        final CompletableFuture<Thread> first = new CompletableFuture<>();
        try (ReusedThreads patient = new ReusedThreads(
                work -> {
                    if (!made.isEmpty()) {
                        release.complete(null);
                        await(first);
                        awaitIdle(1);
                    }
                    return make(work);
                },
                () -> () -> true)) {
            patient.execute(() -> {
                await(release);
                first.complete(Thread.currentThread());
            });
            assertThat(await(on(patient, () -> {}))).isNotNull();
        }
    }

    @Test
    void aTaskThatThrowsCostsItsThreadAndNoOtherTask() throws InterruptedException {
        threads.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, expected) -> {});
            throw new IllegalStateException("thrown by the test");
        });
        made.element().join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        runManyThatWaitForEachOther();
        assertThat(made).hasSize(1 + MANY);
    }

    @Test
    void anInterruptOfOneTaskIsNotTheNextOnes() {
        runManyThatWaitForEachOther();
        for (int i = 0; i < 1_000; i++) {
            final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            // The next one is there when this one ends, so that its thread may take it without a pause.
            threads.execute(() -> {
                threads.execute(
                        () -> interrupted.complete(Thread.currentThread().isInterrupted()));
                Thread.currentThread().interrupt();
            });
            assertThat(await(interrupted)).isFalse();
        }
    }

    @Test
    void anIdleThreadIsNotNamedAfterItsLastTask() {
        final Thread thread = await(run(() -> Thread.currentThread().setName("a task")));
        awaitIdle(1);
        assertThat(thread.getName()).isEqualTo("idle");
    }

    @Test
    void aThreadThatIsNotAsItWasIsNotUsedAgain() throws InterruptedException {
        try (ReusedThreads once = ReusedThreads.once(this::make)) {
            final Thread first = await(on(once, () -> {}));
            first.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
            assertThat(await(on(once, () -> {}))).isNotSameAs(first);
        }
    }

    @Test
    void tasksThatComeWhileThreadsThatAreNotUsedAgainEndFindThreadsOfTheirOwn() {
        try (ReusedThreads once = ReusedThreads.once(this::make)) {
            final List<CompletableFuture<Thread>> tasks =
                    IntStream.range(0, 1_000).mapToObj(i -> on(once, () -> {})).toList();

            assertThat(tasks.stream().map(ReusedThreadsTest::await).distinct()).hasSize(1_000);
        }
    }

    @Test
    void aThreadThatCannotBeRememberedRunsItsTaskAndIsNotUsedAgain() {
        try (ReusedThreads forgetful = new ReusedThreads(this::make, () -> {
            throw new OutOfMemoryError("made by the test");
        })) {
            final Thread first = await(on(forgetful, () -> {}));
            assertThat(await(on(forgetful, () -> {}))).isNotSameAs(first);
        }
    }

    @Test
    void closingEndsIdleThreadsAndTakesNoMoreTasks() throws InterruptedException {
        final CompletableFuture<Void> release = new CompletableFuture<>();
        final CompletableFuture<Thread> running = run(() -> await(release));
        final Thread idle = await(run(() -> {}));
        awaitIdle(1);
        threads.close();
        idle.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        assertThat(idle.isAlive()).isFalse();
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        release.complete(null);
        assertThat(await(running)).isSameAs(made.element());
    }
}
