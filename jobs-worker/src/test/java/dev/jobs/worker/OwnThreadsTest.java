package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.thread.Endless;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No thread of a worker's own ends but by its close, whatever its calls throw; and operators are told once. */
@Tag("slow")
class OwnThreadsTest extends WorkerTest {
    /** The exceptions and errors that a call may throw. */
    private enum Fault {
        OUT_OF_REACH,
        CONFIGURATION,
        REFUSED,
        UNEXPECTED,
        OUT_OF_MEMORY,
        STACK_OVERFLOW,
        LINKAGE,
        INTERRUPT;

        void happen() {
            switch (this) {
                case OUT_OF_REACH -> throw new JobStoreUnavailableException("for a test");
                case CONFIGURATION -> throw new JobStoreConfigurationException("for a test");
                case REFUSED -> throw new JobStoreException("for a test");
                case UNEXPECTED -> throw new IllegalStateException("for a test");
                case OUT_OF_MEMORY -> throw new OutOfMemoryError("for a test");
                case STACK_OVERFLOW -> throw new StackOverflowError("for a test");
                case LINKAGE -> throw new NoClassDefFoundError("for a test");
                case INTERRUPT -> {
                    Thread.currentThread().interrupt();
                    throw new JobStoreUnavailableException("interrupted for a test");
                }
            }
        }
    }

    private static Stream<Arguments> eachFaultOfEachCall() {
        return Stream.of(TestStore.Call.values())
                .flatMap(call -> Stream.of(Fault.values()).map(fault -> Arguments.of(call, fault)));
    }

    @ParameterizedTest
    @MethodSource("eachFaultOfEachCall")
    void aCallThatFailsDoesNotEndItsThread(final TestStore.Call which, final Fault fault) throws InterruptedException {
        final AtomicInteger calls = new AtomicInteger();
        store.before = call -> {
            if (call == which && calls.incrementAndGet() <= 3) {
                fault.happen();
            }
        };

        try (CapturedLog log = new CapturedLog()) {
            started(worker().timeToLive(Duration.ofSeconds(3)).handle(ECHO, JobContext::payload));

            final Job job = finished(submit("first"));
            Await.until("its being called again", () -> calls.get() > 3);
            assertThat(finished(submit("second")).status()).isEqualTo(JobStatus.COMPLETE);
            final boolean refused = which == TestStore.Call.REPORT && fault == Fault.REFUSED;
            assertThat(job.status()).isEqualTo(refused ? job.status() : JobStatus.COMPLETE);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                    .filteredOn(line -> !line.contains("Leftovers")) // of any worker of this machine that was killed
                    .hasSizeLessThanOrEqualTo(refused ? 3 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStepThatFailsIsFollowedByTheNext(final Fault fault) throws InterruptedException {
        final AtomicInteger steps = new AtomicInteger();
        try (CapturedLog log = new CapturedLog()) {
            final Thread thread = new Thread(new Endless("count", () -> {
                if (steps.incrementAndGet() <= 3) {
                    fault.happen();
                }
                return steps.get() < 5;
            }));
            thread.start();
            thread.join(LONG.toMillis());

            assertThat(thread.isAlive()).isFalse();
            assertThat(steps).hasValue(5);
            assertThat(log.lines("Could not count; it is tried again")).hasSize(1);
        }
    }

    @Test
    void anInterruptEndsNoThreadOfTheWorkersOwn() throws InterruptedException {
        final List<Thread> before = own();
        started(JobContext::payload);
        finished(submit("first"));
        final List<Thread> own = new ArrayList<>(own());
        own.removeAll(before);
        assertThat(own)
                .extracting(Thread::getName)
                .contains("jobs-claim", "jobs-report", "jobs-leases", "jobs-maintenance");

        own.forEach(Thread::interrupt);

        assertThat(finished(submit("second")).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(own).allMatch(Thread::isAlive);
    }

    @Test
    void aCloseEndsThemAll() throws InterruptedException {
        final List<Thread> before = own();
        final Worker worker = started(JobContext::payload);
        finished(submit("x"));
        final List<Thread> made = new ArrayList<>(own());
        made.removeAll(before);

        worker.close();

        Await.until("their end", () -> made.stream().noneMatch(Thread::isAlive));
    }

    private static List<Thread> own() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> List.of("jobs-claim", "jobs-report", "jobs-leases", "jobs-maintenance")
                        .contains(thread.getName()))
                .toList();
    }

    @Test
    void anActionAtAStopThatFailsKeepsNoOtherFromBeingRun() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch ran = new CountDownLatch(3);
        started(context -> {
            context.onStop(() -> {
                ran.countDown();
                throw new NoClassDefFoundError("for a test");
            });
            context.onStop(() -> {
                ran.countDown();
                throw new IllegalStateException("for a test");
            });
            context.onStop(ran::countDown);
            begun.countDown();
            return waitForInterrupt();
        });
        final var id = submit("x");
        begun.await();

        store.cancel(id);

        finished(id);
        Await.until("all actions", () -> ran.getCount() == 0);
    }
}
