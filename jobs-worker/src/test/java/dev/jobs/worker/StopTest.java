package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.JobStoppedException;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.process.Processes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class StopTest extends WorkerTest {
    private void cancel(final JobId id) {
        assertThat(store.cancel(id)).isInstanceOf(CancelOutcome.Cancelled.class);
    }

    private void assertCancelledAndReleased(final JobId id) throws InterruptedException {
        final Job job = finished(id);
        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.release()).contains(Release.CONFIRMED);
        assertThat(job.result()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelOfAProcessingJobReachesItsHandler(final boolean signals) throws InterruptedException {
        store = signals ? TestStore.signalling() : TestStore.silent();
        final CountDownLatch begun = new CountDownLatch(1);
        final AtomicBoolean told = new AtomicBoolean();
        started(context -> {
            begun.countDown();
            try {
                return waitForInterrupt();
            } finally {
                told.set(context.shouldStop());
                assertThatThrownBy(context::throwIfStopped).isInstanceOf(JobStoppedException.class);
            }
        });
        final JobId id = submit("x");
        begun.await();

        cancel(id);

        assertCancelledAndReleased(id);
        assertThat(told).isTrue();
    }

    @Test
    void aCancelledJobsProcessesAreDeadBeforeItIsReleased() throws InterruptedException {
        final AtomicLong pid = new AtomicLong();
        started(context -> context.exec(Command.of("sh", "-c", "trap '' TERM; echo $$; while :; do sleep 1; done")
                        .onLine(line -> pid.set(Long.parseLong(line))))
                .outputTail());
        final JobId id = submit("x");
        Await.until("a process", () -> pid.get() != 0);
        final Queue<Boolean> alive = new ConcurrentLinkedQueue<>();
        store.beforeReport = reports -> {
            if (reports.stream().anyMatch(Report.Released.class::isInstance)) {
                alive.add(Processes.runs(pid.get()));
            }
        };

        cancel(id);

        assertCancelledAndReleased(id);
        assertThat(alive).containsExactly(false);
    }

    @Test
    void aJobCancelledBeforeItsHandlersFirstLineIsNotRun() throws InterruptedException {
        final AtomicInteger runs = new AtomicInteger();
        store.onClaimed = claimed -> {
            claimed.forEach(job -> cancel(job.job().id()));
            return claimed;
        };

        final JobId id = submit("x");
        started(context -> "ran " + runs.incrementAndGet());

        final Job job = finished(id);
        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.release()).contains(Release.CONFIRMED);
    }

    @Test
    void aJobCancelledAfterItsHandlersLastLineIsCancelledAndReleased() throws InterruptedException {
        store.beforeReport = reports -> reports.stream()
                .filter(Report.Completed.class::isInstance)
                .forEach(report -> cancel(report.lease().jobId()));
        final JobId id = submit("x");

        started(JobContext::payload);

        assertCancelledAndReleased(id);
    }

    @Test
    void whatAHandlerWantsDoneOnCancelIsDoneOnceAndMayFail() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        started(context -> {
            context.onStop(() -> {
                throw new AssertionError("for a test");
            });
            context.onStop(() -> done.add("closed"));
            begun.countDown();
            try {
                return waitForInterrupt();
            } finally {
                context.onStop(() -> done.add("at once"));
            }
        });
        final JobId id = submit("x");
        begun.await();

        cancel(id);

        assertCancelledAndReleased(id);
        Await.until("both actions", () -> done.size() == 2);
        assertThat(done).containsExactlyInAnyOrder("closed", "at once");
    }

    @Test
    void aHandlerThatIgnoresItsCancellationKeepsItsSlotAndIsCounted() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final Worker worker = started(worker().killGrace(Duration.ZERO)
                .closeGrace(Duration.ZERO)
                .handle(ECHO, context -> {
                    begun.countDown();
                    return context.payload().equals("deaf") ? ignoreEverything() : context.payload();
                }));
        final JobId deaf = submit("deaf");
        begun.await();

        cancel(deaf);

        Await.until("its being counted", () -> worker.stuckJobs() == 1);
        Await.until(
                "its being told",
                () -> store.heartbeats.stream()
                        .anyMatch(heartbeat -> heartbeat.stuck().stream()
                                .map(Lease::jobId)
                                .toList()
                                .equals(List.of(deaf))));
        assertThat(finished(submit("other")).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(store.job(deaf).isStopping()).isTrue();
        Await.until("the other's slot free", () -> worker.activeJobs() == 1);
        worker.close();
        assertThat(store.job(deaf).isStopping()).isTrue();
        assertThat(store.heartbeats)
                .noneMatch(heartbeat -> heartbeat.timeToLive().isZero());
    }

    @Test
    void aLeaseThatIsLostEndsTheWorkAndItsResultIsNotWritten() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final ConcurrentLinkedQueue<Integer> interrupted = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Lease> leases = new ConcurrentLinkedQueue<>();
        store.onClaimed = claimed -> {
            claimed.forEach(job -> leases.add(job.lease()));
            return claimed;
        };
        started(context -> {
            if (context.job().attempt() > 1) {
                return "second";
            }
            begun.countDown();
            try {
                return waitForInterrupt();
            } catch (final InterruptedException e) {
                interrupted.add(context.job().attempt());
                return "first";
            }
        });
        final JobId id = store.submit(retried("x", 2));
        begun.await();

        // As if this worker had been silent for its whole time to live.
        store.heartbeat(Heartbeat.builder(
                        store.claims.get(0).worker(), store.heartbeats.get(0).profile())
                .held(Set.of(leases.element()))
                .build());
        store.recover();

        assertThat(ECHO.result(finished(id))).contains("second");
        Await.until("the interrupt", () -> !interrupted.isEmpty());
        assertThat(store.reports)
                .noneMatch(report -> report instanceof Report.Completed completed
                        && completed.result().equals(Optional.of("\"first\"")));
    }

    @Test
    void workIsStoppedBeforeItsLeaseCanBeGivenAwayWhenTheStoreIsOutOfReach() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final AtomicLong skipped = new AtomicLong();
        final Queue<StopReason> stops = new ConcurrentLinkedQueue<>();
        started(worker().timeToLive(LONG)
                .ticker(() -> System.nanoTime() + skipped.get())
                .handle(ECHO, context -> {
                    if (begun.getCount() == 0) {
                        return "second";
                    }
                    begun.countDown();
                    try {
                        return waitForInterrupt();
                    } finally {
                        context.stopReason().ifPresent(stops::add);
                    }
                }));
        final JobId id = submit("x");
        begun.await();

        store.outOfReach = true;
        // The kill grace and a tenth of the time to live before its end.
        skipped.set(LONG.minusSeconds(3).minusMillis(200).toNanos());
        Await.until("the stop", () -> !stops.isEmpty());

        assertThat(stops).containsExactly(StopReason.LEASE_UNCERTAIN);
        assertThat(store.another().recover()).isEmpty();
        store.outOfReach = false;
        assertThat(ECHO.result(finished(id))).contains("second");
    }

    @Test
    void whatWasFinishedWhileTheStoreWasOutOfReachIsWrittenLater() throws InterruptedException {
        final CountDownLatch go = new CountDownLatch(1);
        final AtomicInteger refused = new AtomicInteger();
        started(context -> {
            go.await();
            return "kept";
        });
        final JobId id = submit("x");
        Await.until("the start", () -> store.job(id).status() == JobStatus.PROCESSING);
        store.beforeReport = reports -> refused.incrementAndGet();

        store.outOfReach = true;
        go.countDown();
        Await.until("refused reports", () -> refused.get() >= 2);
        store.outOfReach = false;

        assertThat(finished(id)).returns(JobStatus.COMPLETE, Job::status).returns(1, Job::attempt);
        assertThat(ECHO.result(store.job(id))).contains("kept");
    }

    @Test
    void aClaimWhoseAnswerWasLostIsGivenBackByTheNextHeartbeat() throws InterruptedException {
        final AtomicBoolean lost = new AtomicBoolean();
        store.onClaimed = claimed -> {
            if (!claimed.isEmpty() && lost.compareAndSet(false, true)) {
                throw new JobStoreUnavailableException("the answer was lost");
            }
            return claimed;
        };
        final JobId id = submit("x");

        started(JobContext::payload);

        assertThat(finished(id)).returns(JobStatus.COMPLETE, Job::status).returns(1, Job::attempt);
        assertThat(lost).isTrue();
    }

    @Test
    void aResultThatTheStoreCannotTakeFailsItsJobAloneAndForGood() throws InterruptedException {
        store.beforeReport = reports -> {
            if (reports.stream()
                    .anyMatch(report -> report instanceof Report.Completed completed
                            && completed.result().equals(Optional.of("\"poison\"")))) {
                throw new JobStoreException("no room for poison");
            }
        };
        final JobId poison = submit("poison");
        final JobId fine = submit("fine");

        started(JobContext::payload);

        assertThat(finished(fine).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(finished(poison)).returns(JobStatus.FAILED, Job::status).returns(1, Job::attempt);
        assertThat(store.job(poison).error())
                .as("the store's own words are for the log, not for users")
                .contains("The result of this job could not be stored.");
    }
}
