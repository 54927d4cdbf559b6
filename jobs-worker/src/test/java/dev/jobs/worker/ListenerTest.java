package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events that a listener gets, and what one that fails or blocks cannot do. */
class ListenerTest extends WorkerTest {
    private final Recorder events = new Recorder();

    /** Keeps all events. */
    private static class Recorder implements WorkerListener {
        final List<WorkerEvent> all = new CopyOnWriteArrayList<>();

        void take(final WorkerEvent event) {
            all.add(event);
        }

        List<WorkerEvent> of(final JobId id) {
            return all.stream()
                    .filter(event -> event instanceof WorkerEvent.OfAttempt attempt
                            && attempt.job().id().equals(id))
                    .toList();
        }

        /** The names of all events of a job, attempt by attempt, when its last is there. */
        List<String> namesUntilEnd(final JobId id, final int ends) throws InterruptedException {
            Await.until(
                    "the last event of " + id,
                    () -> of(id).stream()
                                    .filter(event -> event instanceof WorkerEvent.Ended)
                                    .count()
                            == ends);
            return of(id).stream()
                    .sorted(Comparator.comparing(Recorder::attempt))
                    .map(Recorder::name)
                    .toList();
        }

        private static int attempt(final WorkerEvent event) {
            return event instanceof WorkerEvent.OfAttempt attempt
                    ? attempt.job().attempt()
                    : 0;
        }

        private static String name(final WorkerEvent event) {
            if (event instanceof WorkerEvent.Ended ended) {
                return "Ended " + ended.outcome();
            }
            if (event instanceof WorkerEvent.StopRequested stop) {
                return "StopRequested " + stop.reason();
            }
            return event.getClass().getSimpleName();
        }

        @Override
        public void onClaimed(final WorkerEvent.Claimed event) {
            take(event);
        }

        @Override
        public void onStarted(final WorkerEvent.Started event) {
            take(event);
        }

        @Override
        public void onStopRequested(final WorkerEvent.StopRequested event) {
            take(event);
        }

        @Override
        public void onLeaseLost(final WorkerEvent.LeaseLost event) {
            take(event);
        }

        @Override
        public void onStuck(final WorkerEvent.Stuck event) {
            take(event);
        }

        @Override
        public void onEnded(final WorkerEvent.Ended event) {
            take(event);
        }

        @Override
        public void onStoreOutOfReach(final WorkerEvent.StoreOutOfReach event) {
            take(event);
        }

        @Override
        public void onStoreBack(final WorkerEvent.StoreBack event) {
            take(event);
        }
    }

    @Test
    void aJobThatGoesWellIsClaimedStartedAndEnded() throws InterruptedException {
        final Worker worker = started(worker().listener(events).handle(ECHO, JobContext::payload));

        final JobId id = submit("x");

        assertThat(events.namesUntilEnd(id, 1)).containsExactly("Claimed", "Started", "Ended COMPLETED");
        assertThat(events.of(id)).allMatch(event -> event.worker().equals(worker.id()));
    }

    @Test
    void theEndHasTheTimesOfWaitingAndRunning() throws InterruptedException {
        final CountDownLatch mayRun = new CountDownLatch(1);
        final CountDownLatch mayReturn = new CountDownLatch(1);
        final long[] clock = {0};
        started(worker().slots(1).ticker(() -> clock[0]).listener(events).handle(ECHO, context -> {
            mayRun.countDown();
            mayReturn.await();
            return "done";
        }));
        final JobId id = submit("x");
        mayRun.await();
        clock[0] = Duration.ofSeconds(20).toNanos();
        mayReturn.countDown();

        events.namesUntilEnd(id, 1);

        final WorkerEvent.Ended ended =
                (WorkerEvent.Ended) events.of(id).get(events.of(id).size() - 1);
        final Job job = store.job(id);
        assertThat(ended.times().ran()).isEqualTo(Duration.ofSeconds(20));
        assertThat(ended.times().waited())
                .isEqualTo(Duration.between(job.dueAt(), job.startedAt().orElseThrow()));
    }

    @Test
    void aFailureIsRetriedOrForGood() throws InterruptedException {
        started(worker().listener(events).handle(ECHO, context -> {
            if (context.payload().equals("permanent")) {
                throw new PermanentFailureException("no");
            }
            throw new IllegalStateException("no");
        }));

        final JobId retried = submitRetried("x", 2);
        final JobId permanent = submitRetried("permanent", 3);

        assertThat(events.namesUntilEnd(retried, 2))
                .containsExactly(
                        "Claimed",
                        "Started",
                        "Ended FAILED_AND_RETRIED",
                        "Claimed",
                        "Started",
                        "Ended FAILED_FOR_GOOD");
        assertThat(events.namesUntilEnd(permanent, 1)).containsExactly("Claimed", "Started", "Ended FAILED_FOR_GOOD");
    }

    @Test
    void aCancelIsAStopAndThenAnEnd() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        started(worker().listener(events).handle(ECHO, context -> {
            begun.countDown();
            return waitForInterrupt();
        }));
        final JobId id = submit("x");
        begun.await();

        store.cancel(id);

        assertThat(events.namesUntilEnd(id, 1))
                .containsExactly("Claimed", "Started", "StopRequested CANCELLED", "Ended CANCELLED");
    }

    @Test
    void aCancelThatTheHandlerWasFasterThanIsAnEndAsCancelled() throws InterruptedException {
        store = TestStore.silent();
        final Queue<JobId> returned = new ConcurrentLinkedQueue<>();
        store.beforeReport = all -> Optional.ofNullable(returned.poll()).ifPresent(store::cancel);
        started(worker().listener(events).handle(ECHO, context -> {
            returned.add(context.job().id());
            return "done";
        }));

        final JobId id = submit("x");

        assertThat(events.namesUntilEnd(id, 1)).containsExactly("Claimed", "Started", "Ended CANCELLED");
    }

    @Test
    void aCloseHandsBack() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final Worker worker =
                started(worker().closeGrace(Duration.ZERO).listener(events).handle(ECHO, context -> {
                    begun.countDown();
                    return waitForInterrupt();
                }));
        final JobId id = submit("x");
        begun.await();

        worker.close();

        assertThat(events.namesUntilEnd(id, 1))
                .containsExactly("Claimed", "Started", "StopRequested CLOSING", "Ended HANDED_BACK");
    }

    @Test
    void aPayloadThatCannotBeReadIsDeclined() throws InterruptedException {
        record Amount(int value) {}
        final JobType<Amount, String> newer = JobType.of(ECHO.name(), Amount.class, String.class);
        started(worker().listener(events).handle(newer, context -> "never"));

        final JobId id = submit("no number");

        assertThat(events.namesUntilEnd(id, 1)).containsExactly("Claimed", "Started", "Ended DECLINED");
    }

    @Test
    @Tag("slow")
    void aLostLeaseIsToldBeforeTheEnd() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        started(worker().timeToLive(SHORT).listener(events).handle(ECHO, context -> {
            begun.countDown();
            ignoreEverything();
            return "here";
        }));
        final JobId id = submit("x");
        begun.await();

        store.outOfReach = true;
        started(on(store.another()).handle(ECHO, context -> "elsewhere"));
        Await.until("the other's claim", () -> store.another().job(id).status() == JobStatus.COMPLETE);
        Await.until("it is stuck", () -> events.all.stream().anyMatch(WorkerEvent.Stuck.class::isInstance));
        store.outOfReach = false;
        Await.until(
                "a heartbeat",
                () -> !store.heartbeats.get(store.heartbeats.size() - 1).held().isEmpty());
        endIgnoring();

        final List<String> names = events.namesUntilEnd(id, 1);
        assertThat(names).startsWith("Claimed", "Started", "StopRequested LEASE_UNCERTAIN");
        assertThat(names).contains("Stuck");
        assertThat(names).endsWith("LeaseLost", "Ended LOST");
    }

    @Test
    void anOutageIsToldOnceWhenItBeginsAndOnceWhenItIsOver() throws InterruptedException {
        started(worker().timeToLive(LONG.multipliedBy(2)).listener(events).handle(ECHO, JobContext::payload));
        finished(submit("x"));

        store.outOfReach = true;
        Await.until("it was met often", () -> store.refused.getOrDefault("heartbeat", 0) >= 3);
        store.outOfReach = false;

        Await.until("it is over", () -> events.all.stream().anyMatch(event -> event instanceof WorkerEvent.StoreBack));
        final List<WorkerEvent> ofStore = events.all.stream()
                .filter(event -> !(event instanceof WorkerEvent.OfAttempt))
                .toList();
        assertThat(ofStore).hasSize(2);
        assertThat(ofStore.get(0))
                .isInstanceOfSatisfying(
                        WorkerEvent.StoreOutOfReach.class,
                        event -> assertThat(event.failure()).isInstanceOf(JobStoreUnavailableException.class));
        assertThat(ofStore.get(1))
                .isInstanceOfSatisfying(
                        WorkerEvent.StoreBack.class,
                        event -> assertThat(event.outage()).isPositive());
    }

    @Test
    void whatAListenerThrowsIsLoggedOnceForEachKindAndChangesNothing() throws InterruptedException {
        try (CapturedLog log = new CapturedLog()) {
            started(worker().listener(new WorkerListener() {
                        @Override
                        public void onClaimed(final WorkerEvent.Claimed event) {
                            throw new NoClassDefFoundError("for a test");
                        }

                        @Override
                        public void onEnded(final WorkerEvent.Ended event) {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException("for a test");
                        }
                    })
                    .listener(events)
                    .handle(ECHO, JobContext::payload));

            for (int i = 0; i < 3; i++) {
                final JobId id = submit("x");
                assertThat(finished(id).status()).isEqualTo(JobStatus.COMPLETE);
                assertThat(events.namesUntilEnd(id, 1)).hasSize(3);
            }

            log.await("failed at the event Ended");
            assertThat(log.lines("failed at the event Claimed"))
                    .singleElement()
                    .asString()
                    .contains("WARN");
            assertThat(log.lines("failed at the event Ended"))
                    .singleElement()
                    .asString()
                    .contains("WARN");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claimed", "started", "stop requested"})
    void aListenerThatBlocksHoldsUpNothing(final String where) throws InterruptedException {
        final CountDownLatch testOver = new CountDownLatch(1);
        final CountDownLatch blocked = new CountDownLatch(1);
        final AtomicInteger running = new AtomicInteger();
        final Worker worker = started(worker().slots(2)
                .closeGrace(Duration.ZERO)
                .listener(new WorkerListener() {
                    private void block(final String place) {
                        if (place.equals(where)) {
                            blocked.countDown();
                            awaitUninterruptibly(testOver);
                        }
                    }

                    @Override
                    public void onClaimed(final WorkerEvent.Claimed event) {
                        block("claimed");
                    }

                    @Override
                    public void onStarted(final WorkerEvent.Started event) {
                        block("started");
                    }

                    @Override
                    public void onStopRequested(final WorkerEvent.StopRequested event) {
                        block("stop requested");
                    }
                })
                .listener(events)
                .handle(ECHO, context -> {
                    running.incrementAndGet();
                    return waitForInterrupt();
                }));
        try {
            final JobId first = submit("first");
            final JobId second = submit("second");
            Await.until("both run", () -> running.get() == 2);
            store.cancel(first);
            assertThat(finished(first).status()).isEqualTo(JobStatus.CANCELLED);
            blocked.await();
            final JobId third = submit("third");
            Await.until("the third runs", () -> running.get() == 3);
            store.cancel(second);
            finished(second);
            assertThat(events.namesUntilEnd(second, 1)).endsWith("StopRequested CANCELLED", "Ended CANCELLED");

            worker.close();

            assertThat(store.job(third).status()).isEqualTo(JobStatus.PENDING);
            assertThat(worker.droppedEvents()).isPositive();
        } finally {
            testOver.countDown();
        }
    }

    private static void awaitUninterruptibly(final CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (final InterruptedException ignored) {
                // A listener that nothing moves.
            }
        }
    }

    @Test
    void eventsThatComeTooFastAreDroppedAndCounted() throws InterruptedException {
        final CountDownLatch mayGoOn = new CountDownLatch(1);
        final AtomicInteger got = new AtomicInteger();
        try (CapturedLog log = new CapturedLog()) {
            final Worker worker = started(worker().slots(50)
                    .listener(new WorkerListener() {
                        @Override
                        public void onClaimed(final WorkerEvent.Claimed event) {
                            awaitUninterruptibly(mayGoOn);
                            got.incrementAndGet();
                        }
                    })
                    .handle(ECHO, JobContext::payload));
            final int jobs = 4_000;
            JobId last = submit("x");
            for (int i = 1; i < jobs; i++) {
                last = submit("x");
            }
            final JobId end = last;
            Await.until("all have run", () -> store.job(end).finishedAt().isPresent() && worker.activeJobs() == 0);
            Await.until("some events are dropped", () -> worker.droppedEvents() > 0);

            mayGoOn.countDown();

            assertThat(log.await("has caught up")).contains("INFO", "it missed");
            assertThat(log.lines("is too slow: 10000 events wait for it"))
                    .singleElement()
                    .asString()
                    .contains("WARN");
            final JobId next = submit("next");
            finished(next);
            Await.until("the next event", () -> got.get() > 3_000);
        } finally {
            mayGoOn.countDown();
        }
    }

    @Test
    void aListenerMayCloseItsWorker() throws InterruptedException {
        final Worker[] worker = new Worker[1];
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        worker[0] = started(worker().listener(new WorkerListener() {
                    @Override
                    public void onEnded(final WorkerEvent.Ended event) {
                        awaitUninterruptibly(started);
                        if (event.outcome() == Outcome.COMPLETED) {
                            worker[0].close();
                            closed.countDown();
                        }
                    }
                })
                .handle(ECHO, JobContext::payload));
        started.countDown();

        submit("x");

        Await.until("it is closed", () -> closed.getCount() == 0);
    }
}
