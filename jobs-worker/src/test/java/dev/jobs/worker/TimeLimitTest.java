package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.AttemptLimits;
import dev.jobs.Backoff;
import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import dev.jobs.worker.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class TimeLimitTest extends WorkerTest {
    private static final Duration LIMIT = Duration.ofMillis(150);
    private static final String ERROR = "The attempt reached its time limit of 150 ms";

    /** A limit that is reached when the test says so, well before the worker has to fear for its leases. */
    private static final Duration LIMIT_BY_HAND = Duration.ofSeconds(10);

    private static final String ERROR_BY_HAND = "The attempt reached its time limit of 10 s";

    /** Longer than the pauses of a process that the worker does not notice as such. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Queue<StopReason> stops = new ConcurrentLinkedQueue<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicLong skipped = new AtomicLong();

    /** A worker whose time the test moves on. */
    private Worker.Builder workerByHand() {
        return worker().ticker(() -> System.nanoTime() + skipped.get());
    }

    private void skipToTheLimit() {
        skipped.set(LIMIT_BY_HAND.plusSeconds(1).toNanos());
    }

    private static JobRequest.Builder request(final String payload, final int attempts) {
        return ECHO.requestBuilder(payload).maxAttempts(attempts).backoff(new Backoff(Duration.ZERO, Duration.ZERO));
    }

    private JobId submitLimited(final int attempts) {
        return store.submit(request("x", attempts).timeLimit(LIMIT).build());
    }

    /** Goes on until it is told to stop, and keeps the reason. */
    private String waitForStop(final JobContext<String> context) throws InterruptedException {
        begun.countDown();
        try {
            return waitForInterrupt();
        } finally {
            context.stopReason().ifPresent(stops::add);
        }
    }

    /** Notices no interrupt until the test lets it go. */
    private String deaf(final JobContext<String> context) {
        begun.countDown();
        while (go.getCount() > 0) {
            try {
                go.await();
            } catch (final InterruptedException told) {
                // It is deaf.
            }
        }
        context.stopReason().ifPresent(stops::add);
        return "too late";
    }

    private static void assertTimedOut(final Job job) {
        assertThat(job).returns(JobStatus.FAILED, Job::status);
        assertThat(job.error()).contains(ERROR);
    }

    @Test
    void anAttemptThatReachesItsTimeLimitIsStoppedAndHasFailedWithAnErrorThatNamesTheLimit()
            throws InterruptedException {
        final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        started(worker().handle(ECHO, this::waitForStop).listener(new WorkerListener() {
            @Override
            public void onEnded(final WorkerEvent.Ended event) {
                outcomes.add(event.outcome());
            }
        }));

        final JobId id = submitLimited(2);

        assertTimedOut(finished(id));
        assertThat(store.job(id).attempt())
                .as("it is tried again, as after any failure")
                .isEqualTo(2);
        assertThat(stops).containsExactly(StopReason.TIME_LIMIT, StopReason.TIME_LIMIT);
        assertThat(store.reports)
                .filteredOn(report -> report instanceof Report.Failed)
                .hasSize(2)
                .allMatch(report -> ((Report.Failed) report).cause() == Report.Failed.Cause.TIME_LIMIT);
        Await.until("both events", () -> outcomes.size() == 2);
        assertThat(outcomes).containsExactly(Outcome.TIMED_OUT_AND_RETRIED, Outcome.TIMED_OUT_FOR_GOOD);
    }

    @Test
    void aJobWhoseLimitsSaySoFailsForGoodAtItsLimit() throws InterruptedException {
        started(this::waitForStop);

        final JobId id =
                store.submit(request("x", 3).timeLimit(LIMIT).failAtLimit().build());

        assertTimedOut(finished(id));
        assertThat(store.job(id).attempt()).isEqualTo(1);
    }

    @Test
    void theWorkersLimitsHoldForJobsThatHaveNoneOfTheirOwn() throws InterruptedException {
        started(worker().timeLimit(LIMIT).handle(ECHO, this::waitForStop));
        final JobId without = store.submit(request("x", 1).build());
        final JobId with =
                store.submit(request("x", 1).timeLimit(Duration.ofMillis(300)).build());

        assertTimedOut(finished(without));
        assertThat(finished(with).error()).contains("The attempt reached its time limit of 300 ms");
        assertThat(store.claims)
                .as("polls show when it is reached")
                .allMatch(claim -> claim.timeLimit().equals(Optional.of(LIMIT)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTreeThreeDeepThatIgnoresItsEndIsDeadBeforeTheAttemptIsReported(@TempDir final Path directory)
            throws Exception {
        // Who ignores a signal has children who ignore it.
        final Command tree = Command.of(
                        "sh",
                        "-c",
                        "trap '' TERM; echo $$ >>ids;"
                                + " sh -c 'echo $$ >>ids; sh -c \"echo \\$\\$ >>ids; while :; do sleep 1; done\"; :'; :")
                .directory(directory);
        final Queue<Boolean> alive = new ConcurrentLinkedQueue<>();
        started(workerByHand().handle(ECHO, context -> context.exec(tree).outputTail()));
        final List<Long> ids = new ArrayList<>();
        store.beforeReport = all -> {
            if (all.stream().anyMatch(report -> report instanceof Report.Failed)) {
                alive.add(ids.stream().anyMatch(Processes::runs));
            }
        };

        final JobId id = store.submit(request("x", 1).timeLimit(LIMIT_BY_HAND).build());
        ids.addAll(Processes.awaitIds(directory.resolve("ids"), 3));
        skipToTheLimit();

        assertThat(finished(id).error()).contains(ERROR_BY_HAND);
        assertThat(alive).containsExactly(false);
    }

    @Test
    void aHandlerThatIgnoresItsLimitKeepsItsSlotIsStuckAndHasTimedOutWhenItReturns() throws InterruptedException {
        final Worker worker = started(worker().slots(1).killGrace(Duration.ZERO).handle(ECHO, this::deaf));
        final JobId id = submitLimited(1);
        begun.await();

        Await.until("its being counted", () -> worker.stuckJobs() == 1);
        assertThat(worker.activeJobs()).isEqualTo(1);
        assertThat(store.job(id).status()).isEqualTo(JobStatus.PROCESSING);
        go.countDown();

        assertTimedOut(finished(id));
        assertThat(store.job(id).result()).isEmpty();
        assertThat(stops).containsExactly(StopReason.TIME_LIMIT);
    }

    @Test
    void aCancelThatComesWhileAnAttemptIsStoppedAtItsLimitWins() throws InterruptedException {
        final CountDownLatch told = new CountDownLatch(1);
        started(context -> {
            context.onStop(told::countDown);
            return deaf(context);
        });
        final JobId id = submitLimited(1);
        told.await();

        assertThat(store.cancel(id)).isInstanceOf(CancelOutcome.Cancelled.class);
        go.countDown();

        final Job job = finished(id);
        assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.release()).contains(Release.CONFIRMED);
        assertThat(stops).as("the user's files may go").containsExactly(StopReason.CANCELLED);
    }

    @Test
    void anAttemptThatIsBeingStoppedAtItsLimitHasTimedOutAlthoughItsWorkerCloses() throws InterruptedException {
        final CountDownLatch told = new CountDownLatch(1);
        final Worker worker = started(worker().closeGrace(Duration.ZERO).handle(ECHO, context -> {
            context.onStop(told::countDown);
            return deaf(context);
        }));
        final JobId id = submitLimited(1);
        told.await();

        final Thread closing = new Thread(worker::close);
        closing.start();
        Await.until("the close", () -> closing.getState() == Thread.State.WAITING);
        go.countDown();
        closing.join();

        assertTimedOut(store.job(id));
    }

    @Test
    void aLimitIsEnforcedWhileTheStoreIsOutOfReachAndToldWhenItIsBack() throws InterruptedException {
        started(workerByHand().handle(ECHO, this::waitForStop));
        final JobId id = store.submit(request("x", 1).timeLimit(LIMIT_BY_HAND).build());
        begun.await();

        store.outOfReach = true;
        skipToTheLimit();
        Await.until("the stop", () -> !stops.isEmpty());
        Await.until("a report", () -> store.refused.getOrDefault("report", 0) > 0);
        store.outOfReach = false;

        assertThat(finished(id).error()).contains(ERROR_BY_HAND);
    }

    @Test
    void aWorkerThatStoodStillForLongerThanTheLimitStopsTheAttemptWhenItGoesOn() throws InterruptedException {
        started(workerByHand().handle(ECHO, this::waitForStop));
        final JobId id = store.submit(request("x", 1).timeLimit(LIMIT_BY_HAND).build());
        begun.await();

        skipToTheLimit();

        assertThat(finished(id).error()).contains(ERROR_BY_HAND);
        assertThat(stops).containsExactly(StopReason.TIME_LIMIT);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aHandlerThatReturnedBeforeItsLimitHasItsResultAlthoughItsProcessesEndLater(@TempDir final Path directory)
            throws InterruptedException {
        final CountDownLatch child = new CountDownLatch(1);
        // Long enough for a look at the limits.
        started(workerByHand().killGrace(Duration.ofSeconds(1)).handle(ECHO, context -> {
            final Thread other = new Thread(() -> {
                try {
                    context.exec(Command.of("sh", "-c", "trap 'echo $$ >>told' TERM; echo; while :; do sleep 1; done")
                            .directory(directory)
                            .onLine(line -> child.countDown()));
                } catch (final RuntimeException | InterruptedException stopped) {
                    // The handler has returned.
                }
            });
            other.start();
            child.await();
            return "done";
        }));

        final JobId id = store.submit(request("x", 1).timeLimit(LIMIT_BY_HAND).build());
        Processes.awaitIds(directory.resolve("told"), 1);
        skipToTheLimit();

        assertThat(ECHO.result(finished(id))).contains("done");
    }

    @Test
    void anAttemptThatEndsAtItsLimitIsEitherCompleteOrWasTold() throws InterruptedException {
        final Map<JobId, Boolean> told = new ConcurrentHashMap<>();
        started(worker().slots(8).handle(ECHO, context -> {
            LockSupport.parkNanos(Duration.ofMillis(19).toNanos());
            final long end = System.nanoTime() + Duration.ofMillis(1).toNanos();
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            told.put(context.job().id(), context.shouldStop());
            return "done";
        }));

        final List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add(store.submit(
                    request("x", 1).timeLimit(Duration.ofMillis(20)).build()));
        }

        for (final JobId id : ids) {
            final Job job = finished(id);
            if (job.status() == JobStatus.COMPLETE) {
                assertThat(told.get(id)).isFalse();
            } else {
                // The stop may come after the handler's last look at it.
                assertThat(job.error()).contains("The attempt reached its time limit of 20 ms");
            }
        }
    }

    @Test
    void aSilentAttemptIsStoppedAndOneThatShowsSignsOfLifeIsNot() throws InterruptedException {
        started(context -> {
            if (context.payload().equals("silent")) {
                return waitForStop(context);
            }
            while (!go.await(20, TimeUnit.MILLISECONDS)) {
                context.progress(1);
            }
            return "alive";
        });
        final AttemptLimits silence = AttemptLimits.NONE.withSilenceLimit(SILENCE);

        final JobId alive = store.submit(request("alive", 1).limits(silence).build());
        final JobId silent = store.submit(request("silent", 1).limits(silence).build());

        assertThat(finished(silent).error()).contains("The attempt reached its silence limit of 2 s");
        go.countDown();
        assertThat(stops).containsExactly(StopReason.SILENCE_LIMIT);
        assertThat(finished(alive).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    void anyByteThatAChildWritesIsASignOfLife() throws InterruptedException {
        started(context -> context.exec(
                        Command.of("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do printf .; sleep 0.2; done"))
                .outputTail());

        final JobId id = store.submit(request("x", 1).silenceLimit(SILENCE).build());

        assertThat(ECHO.result(finished(id))).contains("............");
    }
}
