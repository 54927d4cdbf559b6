package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.JobStoppedException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that must not cost a worker a slot, a job or its life. */
class FaultTest extends WorkerTest {
    @Test
    void anEndThatAnErrorKeptFromBeingWrittenIsWrittenLater() throws InterruptedException {
        final AtomicInteger thrown = new AtomicInteger();
        store.beforeReport = reports -> {
            if (thrown.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("for a test");
            }
        };

        started(JobContext::payload);

        final Job job = finished(submit("x"));
        assertThat(job).returns(JobStatus.COMPLETE, Job::status).returns(1, Job::attempt);
    }

    /** The number of characters of results in a write that fits into the memory of these tests. */
    private static final int FITTING = 100;

    private void letNothingBiggerBeWritten() {
        store.beforeReport = reports -> {
            final int characters = reports.stream()
                    .map(report -> report instanceof Report.Completed completed
                            ? completed.result().orElse("")
                            : "")
                    .mapToInt(String::length)
                    .sum();
            if (characters > FITTING) {
                throw new OutOfMemoryError("for a test");
            }
        };
    }

    @Test
    void endsThatDoNotFitIntoMemoryTogetherAreWrittenInParts() throws Exception {
        letNothingBiggerBeWritten();
        final CyclicBarrier together = new CyclicBarrier(16);
        started(worker().slots(16).handle(ECHO, context -> {
            together.await();
            return "x".repeat(FITTING / 2 - 3);
        }));

        final List<JobId> ids =
                IntStream.range(0, 16).mapToObj(i -> submit("x")).toList();

        for (final JobId id : ids) {
            assertThat(finished(id)).returns(JobStatus.COMPLETE, Job::status).returns(1, Job::attempt);
        }
    }

    @Test
    @Tag("slow")
    void anEndThatDoesNotFitIntoMemoryAloneFailsInWordsAndKeepsNoOtherFromBeingWritten() throws Exception {
        letNothingBiggerBeWritten();
        final CyclicBarrier together = new CyclicBarrier(4);
        started(worker().slots(4).handle(ECHO, context -> {
            together.await();
            return context.payload().equals("big") ? "x".repeat(FITTING + 1) : context.payload();
        }));

        final JobId big = submit("big");
        final List<JobId> others = List.of(submit("a"), submit("b"), submit("c"));

        for (final JobId other : others) {
            assertThat(finished(other).status()).isEqualTo(JobStatus.COMPLETE);
        }
        assertThat(finished(big))
                .returns(JobStatus.FAILED, Job::status)
                .extracting(job -> job.error().orElseThrow())
                .asString()
                .startsWith("The result cannot be stored: it does not fit into the memory");
    }

    /** Cannot be logged, which is seen only when that is tried. */
    private static final class UnloggableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public void printStackTrace(final PrintStream stream) {
            throw new IllegalStateException("not on this stream");
        }
    }

    @Test
    void anErrorBehindTheHandlersEndFailsTheAttemptAndFreesItsSlot() throws InterruptedException {
        final AtomicInteger runs = new AtomicInteger();
        final Worker worker = started(worker().slots(1).handle(ECHO, context -> {
            if (runs.incrementAndGet() == 1) {
                throw new UnloggableException();
            }
            return context.payload();
        }));

        final Job job = finished(submitRetried("x", 2));

        assertThat(job).returns(JobStatus.COMPLETE, Job::status).returns(2, Job::attempt);
        Await.until("the slot free", () -> worker.activeJobs() == 0);
    }

    /** Things that a factory of threads may do instead of making one. */
    private enum Refusal {
        OUT_OF_MEMORY,
        EXCEPTION,
        NOTHING
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void aJobForWhichThereIsNoThreadIsHandedBackWithoutLosingAnAttempt(final Refusal refusal)
            throws InterruptedException {
        final AtomicInteger refusals = new AtomicInteger();
        final ThreadFactory reluctant = task -> {
            if (refusals.incrementAndGet() > 3) {
                return new Thread(task);
            }
            return switch (refusal) {
                case OUT_OF_MEMORY -> throw new OutOfMemoryError("unable to create native thread");
                case EXCEPTION -> throw new IllegalStateException("no more threads");
                case NOTHING -> null;
            };
        };
        final Worker worker = started(worker().threads(reluctant).handle(ECHO, JobContext::payload));

        final Job job = finished(submit("x"));

        assertThat(job).returns(JobStatus.COMPLETE, Job::status).returns(1, Job::attempt);
        assertThat(refusals.get()).isGreaterThan(3);
        Await.until("all slots free", () -> worker.activeJobs() == 0);
    }

    @Test
    void aThreadThatAHandlerLeftBehindBreaksNothing() throws InterruptedException {
        final CountDownLatch over = new CountDownLatch(1);
        final ConcurrentLinkedQueue<Class<?>> refusals = new ConcurrentLinkedQueue<>();
        final CountDownLatch done = new CountDownLatch(1);
        started(context -> {
            if (context.payload().equals("other")) {
                return "fine";
            }
            new Thread(() -> {
                        awaitQuietly(over);
                        context.stage("too late");
                        context.progress(99);
                        try {
                            context.exec(Command.of("sleep", "1000"));
                        } catch (final JobStoppedException | InterruptedException refused) {
                            refusals.add(refused.getClass());
                        }
                        done.countDown();
                    })
                    .start();
            return "returned";
        });
        final JobId id = submit("x");
        final Job before = finished(id);

        over.countDown();
        done.await();

        assertThat(refusals).containsExactly(JobStoppedException.class);
        assertThat(finished(submit("other")).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(store.job(id)).isEqualTo(before);
    }

    @Test
    void aCancelAtAnyMomentCancelsOrComesTooLateAndNeverBoth() throws InterruptedException {
        started(worker().slots(8).handle(ECHO, context -> {
            context.stage("working");
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(1_000));
            return context.payload();
        }));
        final List<JobId> ids = new ArrayList<>();
        final List<CancelOutcome> answers = new ArrayList<>();

        for (int i = 0; i < 300; i++) {
            final JobId id = submit("job " + i);
            ids.add(id);
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(3_000));
            answers.add(store.cancel(id));
        }

        for (int i = 0; i < ids.size(); i++) {
            final Job job = finished(ids.get(i));
            if (answers.get(i) instanceof CancelOutcome.Cancelled) {
                assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
                assertThat(job.release()).contains(Release.CONFIRMED);
                assertThat(job.result()).isEmpty();
            } else {
                assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
                assertThat(ECHO.result(job)).contains("job " + i);
            }
        }
        assertThat(answers).hasAtLeastOneElementOfType(CancelOutcome.Cancelled.class);
    }

    private static void awaitQuietly(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException stray) {
            Thread.currentThread().interrupt();
        }
    }
}
