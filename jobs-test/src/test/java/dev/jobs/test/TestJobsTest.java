package dev.jobs.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.AttemptLimits;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.Release;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.PermanentFailureException;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TestJobsTest {
    record Order(String item, int number) {}

    record Receipt(String text) {}

    static final JobType<Order, Receipt> BUY = JobType.of("buy", Order.class, Receipt.class);
    static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);

    private final TestJobs jobs = TestJobs.create();

    @AfterEach
    void close() {
        jobs.close();
    }

    private JobId submit(final String text) {
        return jobs.store().submit(ECHO.request(text));
    }

    @Test
    void nothingRunsUntilItIsToldTo() {
        jobs.handle(ECHO, context -> context.payload());

        final JobId id = submit("a");

        assertThat(jobs.job(id).status()).isEqualTo(JobStatus.PENDING);
        assertThat(jobs.runNext())
                .hasValueSatisfying(run -> assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED));
        assertThat(jobs.job(id).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(jobs.runNext()).isEmpty();
    }

    @Test
    void aJobRunsOnTheThreadOfTheTestAndItsResultIsReadBackFromJson() {
        final List<Thread> threads = new ArrayList<>();
        jobs.handle(BUY, context -> {
            threads.add(Thread.currentThread());
            return new Receipt(
                    context.payload().number() + " " + context.payload().item());
        });
        final JobId id = jobs.store().submit(BUY.request(new Order("tea", 2)));

        final JobRun run = jobs.runNext().orElseThrow();

        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(run.result(BUY)).contains(new Receipt("2 tea"));
        assertThat(BUY.result(jobs.job(id))).contains(new Receipt("2 tea"));
    }

    @Test
    void aFailedAttemptIsTriedAgainWhenTheClockWasMoved() {
        final AtomicInteger attempts = new AtomicInteger();
        jobs.handle(ECHO, context -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return "done";
        });
        final JobId id = submit("a");

        assertThat(jobs.runDue()).extracting(JobRun::outcome).containsExactly(Outcome.FAILED_AND_RETRIED);
        jobs.clock().advance(Duration.ofMillis(999));
        assertThat(jobs.runDue()).as("a moment before its pause is over").isEmpty();
        jobs.clock().advance(Duration.ofMillis(1));
        assertThat(jobs.runDue()).extracting(JobRun::outcome).containsExactly(Outcome.FAILED_AND_RETRIED);
        jobs.clock().advance(Duration.ofSeconds(2));
        assertThat(jobs.runDue()).extracting(JobRun::attempt).containsExactly(3);
        assertThat(jobs.job(id).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    void runAllMovesTheClockForRetriesAndDelays() {
        jobs.handle(ECHO, context -> {
            if (context.job().attempt() == 1) {
                throw new IllegalStateException("the first time");
            }
            return context.payload();
        });
        submit("now");
        jobs.store()
                .submit(ECHO.requestBuilder("later").delay(Duration.ofDays(3)).build());

        final List<JobRun> runs = jobs.runAll();

        assertThat(runs).extracting(JobRun::attempt).containsExactly(1, 2, 1, 2);
        assertThat(jobs.clock().instant())
                .isEqualTo(TestClock.BEGIN.plus(Duration.ofDays(3)).plusSeconds(1));
    }

    @Test
    void runAllLeavesJobsOfOtherTypesAlone() {
        jobs.handle(ECHO, context -> context.payload());
        final JobId other = jobs.store().submit(BUY.request(new Order("tea", 2)));
        jobs.store()
                .submit(BUY.requestBuilder(new Order("tea", 2))
                        .delay(Duration.ofDays(1))
                        .build());

        assertThat(jobs.runAll()).isEmpty();

        assertThat(jobs.job(other).status()).isEqualTo(JobStatus.PENDING);
        assertThat(jobs.clock().instant()).isEqualTo(TestClock.BEGIN);
    }

    @Test
    void runDueAlsoRunsWhatHandlersSubmit() {
        jobs.handle(BUY, context -> {
            submit(context.payload().item());
            return null;
        });
        jobs.handle(ECHO, context -> context.payload());
        jobs.store().submit(BUY.request(new Order("tea", 2)));

        assertThat(jobs.runDue()).extracting(run -> run.job().type()).containsExactly("buy", "echo");
    }

    @Test
    @Tag("slow")
    void aHandlerThatSubmitsItselfWithoutEndIsFound() {
        jobs.handle(ECHO, context -> submit(context.payload()).toString());
        submit("a");

        assertThatIllegalStateException().isThrownBy(jobs::runDue).withMessageContaining("no end after 10000 attempts");
    }

    @Test
    void aPermanentFailureFailsAtOnceAndSaysWhatTheHandlerThrew() {
        jobs.handle(ECHO, context -> {
            throw new PermanentFailureException("no such song");
        });
        final JobId id = submit("a");

        final JobRun run = jobs.runNext().orElseThrow();

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(run.failure()).containsInstanceOf(PermanentFailureException.class);
        assertThat(jobs.job(id).error()).contains("no such song");
    }

    @Test
    void stagesProgressAndLogAreToldAndSeenByAPollMeanwhile() {
        final List<String> polls = new ArrayList<>();
        jobs.handle(ECHO, context -> {
            context.stage("reading");
            context.progress(50);
            final Jobs store = jobs.store();
            polls.add(store.poll(context.job().id()).orElseThrow().job().stage() + " "
                    + store.poll(context.job().id()).orElseThrow().job().progress());
            context.progress(40);
            context.log("one\ntwo");
            context.stage("writing");
            return null;
        });
        final JobId id = submit("a");

        final JobRun run = jobs.runNext().orElseThrow();

        assertThat(polls).containsExactly("Optional[reading] 50.0");
        assertThat(run.stages()).containsExactly("reading", "writing");
        assertThat(run.progress())
                .containsExactly(
                        StageProgress.of("reading", 0),
                        StageProgress.of("reading", 50),
                        StageProgress.of("writing", 0));
        assertThat(run.log()).containsExactly("one", "two");
        assertThat(jobs.store().log(id, 0, 10).orElseThrow().lines()).hasSize(2);
    }

    @Test
    void aCancelWithinTheHandlerStopsItAndReleasesTheJob() {
        final List<String> actions = new ArrayList<>();
        jobs.handle(ECHO, context -> {
            context.onStop(() -> actions.add("closed"));
            jobs.store().cancel(context.job().id());
            context.throwIfStopped();
            return "never";
        });
        final JobId id = submit("a");

        final JobRun run = jobs.runNext().orElseThrow();

        assertThat(run.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(jobs.job(id).release()).contains(Release.CONFIRMED);
        assertThat(actions).containsExactly("closed");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anAttemptForWhichTheClockMovesPastItsTimeLimitIsStopped() {
        jobs.handle(ECHO, context -> {
            jobs.clock().advance(Duration.ofMinutes(2));
            context.throwIfStopped();
            return "never";
        });
        final JobId id = jobs.store()
                .submit(ECHO.requestBuilder("a")
                        .limits(AttemptLimits.NONE
                                .withTimeLimit(Duration.ofMinutes(1))
                                .failingForGood())
                        .build());

        assertThat(jobs.runNext().orElseThrow().outcome()).isEqualTo(Outcome.TIMED_OUT_FOR_GOOD);

        assertThat(jobs.job(id).error())
                .hasValueSatisfying(error -> assertThat(error).contains("time limit of 1 min"));
    }

    @Test
    void interceptorsAndListenersOfTheServicesWorkerAreThere() {
        final List<String> seen = new ArrayList<>();
        try (TestJobs own = TestJobs.of(store -> worker(store, seen))) {
            own.store().submit(ECHO.request("a"));

            assertThat(own.runAll()).hasSize(1);

            assertThat(seen).containsExactly("before", "after", "started", "ended COMPLETED");
        }
    }

    private static Worker.Builder worker(final JobStore store, final List<String> seen) {
        return Worker.builder(store)
                .handle(ECHO, context -> context.payload())
                .interceptor((context, next) -> {
                    seen.add("before");
                    next.proceed();
                    seen.add("after");
                })
                .listener(new WorkerListener() {
                    @Override
                    public void onStarted(final WorkerEvent.Started event) {
                        seen.add("started");
                    }

                    @Override
                    public void onEnded(final WorkerEvent.Ended event) {
                        seen.add("ended " + event.outcome());
                    }
                });
    }

    @Test
    void aPayloadThatCannotBeReadIsDeclinedAndFailsAfterItsGrace() {
        final JobType<LocalDate, String> other = JobType.of("echo", LocalDate.class, String.class);
        jobs.handle(other, context -> "read");
        final JobId id = submit("no date");

        assertThat(jobs.runAll()).extracting(JobRun::outcome).containsExactly(Outcome.DECLINED);
        jobs.clock().advance(Duration.ofMinutes(6));
        jobs.runAll();

        assertThat(jobs.job(id).status()).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void jobsOfOneOwnerKeepTheirAttributesAndOrder() {
        final List<String> seen = new ArrayList<>();
        jobs.handle(ECHO, context -> {
            seen.add(context.payload() + context.job().attributes());
            return null;
        });
        submit("low");
        jobs.store()
                .submit(ECHO.requestBuilder("high")
                        .priority(9)
                        .attributes(Map.of("tenant", "x"))
                        .build());

        jobs.runAll();

        assertThat(seen).containsExactly("high{tenant=x}", "low{}");
    }

    @Test
    void clearForgetsAllJobsButNoHandler() {
        jobs.handle(ECHO, context -> context.payload());
        submit("a");
        jobs.runAll();
        submit("b");

        jobs.clear();

        assertThat(jobs.submissions()).isEmpty();
        assertThat(jobs.runAll()).isEmpty();
        submit("c");
        assertThat(jobs.runAll()).hasSize(1);
    }

    @Test
    void aServiceThatClosesItsStoreLosesNothing() {
        final JobId id = submit("a");

        jobs.store().close();

        assertThat(jobs.job(id).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void aWorkerThatHasRunTakesNoMoreHandlers() {
        jobs.handle(ECHO, context -> context.payload());
        jobs.runAll();

        assertThatIllegalStateException().isThrownBy(() -> jobs.handle(BUY, context -> null));
    }

    @Test
    void withoutAHandlerNothingCanBeRun() {
        assertThatIllegalStateException().isThrownBy(jobs::runNext).withMessageContaining("handler");
        assertThatThrownBy(() -> jobs.job(JobId.random())).isInstanceOf(IllegalArgumentException.class);
    }
}
