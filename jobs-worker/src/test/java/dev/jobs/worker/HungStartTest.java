package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobHandler;
import dev.jobs.worker.log.LogRelay;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
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

/** A command whose start hangs, an interrupt, a logger: what comes of it for those who stop jobs, and for the jobs beside it. */
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

    private Optional<Worker> worker = Optional.empty();

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
        final JobId hanging = stopWhileOneHangs(
                way, context -> context.exec(Command.of("cat").input(fifo)).outputTail());

        if (way == Way.CANCEL_IN_PROCESS || way == Way.HEARTBEAT) {
            assertReleased(hanging);
        }
        Await.until("all slots free", () -> worker.orElseThrow().activeJobs() == 0);
        store.outOfReach = false;
    }

    /** A channel that is closed only when the test is over, as is that of a file on a network mount that is dead. */
    private final class HangingChannel extends AbstractInterruptibleChannel {
        void read() throws IOException {
            begin();
            try {
                awaitUninterruptibly(never);
            } finally {
                end(false);
            }
        }

        @Override
        protected void implCloseChannel() {
            awaitUninterruptibly(never);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerWhoseInterruptHangsKeepsNoOtherFromBeingStopped(final Way way) throws Exception {
        stopWhileOneHangs(way, context -> {
            new HangingChannel().read();
            return "never";
        });

        store.outOfReach = false;
    }

    /** Tells three jobs to stop, of which one hangs, and waits until the other two have been stopped; the one that hangs. */
    private JobId stopWhileOneHangs(final Way way, final JobHandler<String, String> hang) throws Exception {
        store = way == Way.HEARTBEAT ? TestStore.silent() : TestStore.signalling();
        final CountDownLatch begun = new CountDownLatch(3);
        final CountDownLatch interrupted = new CountDownLatch(2);
        final Worker only = started(worker().slots(3)
                .timeToLive(Duration.ofSeconds(3))
                .killGrace(Duration.ofMillis(300))
                .closeGrace(Duration.ZERO)
                .handle(ECHO, context -> {
                    begun.countDown();
                    if (context.payload().equals("hang")) {
                        return hang.handle(context);
                    }
                    try {
                        return waitForInterrupt();
                    } finally {
                        interrupted.countDown();
                    }
                }));
        worker = Optional.of(only);
        final JobId hanging = submit("hang");
        final JobId second = submit("second");
        final JobId third = submit("third");
        begun.await();

        switch (way) {
            case CANCEL_IN_PROCESS, HEARTBEAT -> {
                withinABound(() -> store.cancel(hanging));
                Await.until("a heartbeat after the cancel", nextHeartbeat());
                withinABound(() -> store.cancel(second));
                withinABound(() -> store.cancel(third));
                assertReleased(second);
                assertReleased(third);
            }
            case LEASE_GUARD -> store.outOfReach = true;
            case CLOSE -> withinABound(only::close);
        }

        assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return hanging;
    }

    /** True when two more heartbeats were answered: the orders of the first have been obeyed by then. */
    private Callable<Boolean> nextHeartbeat() {
        final int before = store.heartbeats.size();
        return () -> store.heartbeats.size() >= before + 2;
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
