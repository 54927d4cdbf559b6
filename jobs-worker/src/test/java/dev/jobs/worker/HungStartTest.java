package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.log.LogRelay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command whose start hangs, and what may come of it for those who stop it, and for the jobs beside it. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class HungStartTest extends WorkerTest {
    /** The ways in which a job is told to stop. */
    enum Way {
        CANCEL_IN_PROCESS,
        HEARTBEAT,
        LEASE_GUARD,
        CLOSE
    }

    private final ExecutorService others = Executors.newCachedThreadPool();
    private final CountDownLatch never = new CountDownLatch(1);

    @TempDir
    private Path directory;

    private Path fifo;

    @BeforeEach
    void makeFifo() throws Exception {
        fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
    }

    @AfterEach
    void end() {
        never.countDown();
        others.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void aStartThatHangsIsStoppedInTimeAndKeepsNoOtherFromIt(final Way way) throws Exception {
        store = way == Way.HEARTBEAT ? TestStore.silent() : TestStore.signalling();
        final CountDownLatch begun = new CountDownLatch(3);
        final CountDownLatch interrupted = new CountDownLatch(2);
        final Worker worker = started(worker().slots(3)
                .timeToLive(Duration.ofSeconds(3))
                .killGrace(Duration.ofMillis(300))
                .closeGrace(Duration.ZERO)
                .handle(ECHO, context -> {
                    begun.countDown();
                    if (context.payload().equals("hang") && context.job().attempt() == 1) {
                        return context.exec(Command.of("cat").input(fifo)).outputTail();
                    }
                    try {
                        return waitForInterrupt();
                    } finally {
                        interrupted.countDown();
                    }
                }));
        final JobId hanging = submit("hang");
        final JobId second = submit("second");
        final JobId third = submit("third");
        begun.await();

        switch (way) {
            case CANCEL_IN_PROCESS, HEARTBEAT -> {
                withinABound(() -> store.cancel(hanging));
                assertReleased(hanging);
                withinABound(() -> store.cancel(second));
                withinABound(() -> store.cancel(third));
                assertReleased(second);
                assertReleased(third);
            }
            case LEASE_GUARD -> store.outOfReach = true;
            case CLOSE -> withinABound(worker::close);
        }

        assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Await.until("all slots free", () -> worker.activeJobs() == 0);
        store.outOfReach = false;
    }

    @ParameterizedTest
    @EnumSource
    void aLoggerThatBlocksKeepsNoJobFromBeingStopped(final Way way) throws Exception {
        store = way == Way.HEARTBEAT ? TestStore.silent() : TestStore.signalling();
        LogRelay.log(() -> awaitUninterruptibly(never));
        final CountDownLatch begun = new CountDownLatch(2);
        final CountDownLatch interrupted = new CountDownLatch(2);
        final Worker worker = started(worker().slots(2)
                .timeToLive(Duration.ofSeconds(3))
                .killGrace(Duration.ofMillis(300))
                .closeGrace(Duration.ZERO)
                .handle(ECHO, context -> {
                    begun.countDown();
                    try {
                        return waitForInterrupt();
                    } finally {
                        interrupted.countDown();
                    }
                }));
        final JobId first = submit("first");
        final JobId second = submit("second");
        begun.await();

        switch (way) {
            case CANCEL_IN_PROCESS, HEARTBEAT -> {
                withinABound(() -> store.cancel(first));
                withinABound(() -> store.cancel(second));
            }
            case LEASE_GUARD -> store.outOfReach = true;
            case CLOSE -> withinABound(worker::close);
        }

        assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        store.outOfReach = false;
    }

    @Test
    void whatAHandlerWantsDoneOnAStopNeverHoldsUpTheStop() throws Exception {
        final AtomicBoolean hang = new AtomicBoolean();
        final CountDownLatch begun = new CountDownLatch(2);
        started(worker().slots(2)
                .threads(task -> {
                    if (hang.get()) {
                        awaitUninterruptibly(never);
                    }
                    final Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                })
                .handle(ECHO, context -> {
                    context.onStop(() -> awaitUninterruptibly(never));
                    begun.countDown();
                    return waitForInterrupt();
                }));
        final JobId first = submit("first");
        final JobId second = submit("second");
        begun.await();
        hang.set(true);

        withinABound(() -> store.cancel(first));
        withinABound(() -> store.cancel(second));

        assertReleased(first);
        assertReleased(second);
    }

    private void withinABound(final Runnable call) throws Exception {
        others.submit(call).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private void assertReleased(final JobId id) throws InterruptedException {
        final Job job = finished(id);
        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.release()).contains(Release.CONFIRMED);
    }

    private static void awaitUninterruptibly(final CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (final InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
