package dev.jobs.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.JobStores;
import dev.jobs.store.WorkerId;
import dev.jobs.testing.Await;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerEvent;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {
    private final JobStore store = JobStores.open("memory:");
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final WorkerMeters meters = WorkerMeters.of(registry);

    @AfterEach
    void close() {
        store.close();
        registry.close();
    }

    private long count(final String name, final String... tags) {
        return registry.find(name).tags(Tags.of(tags)).timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    private double counted(final String name, final String... tags) {
        return registry.find(name).tags(Tags.of(tags)).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double gauge(final String name) {
        return registry.get(name).gauge().value();
    }

    private void awaitRuns(final String outcome, final int number) throws InterruptedException {
        Await.until(number + " times " + outcome, () -> count("jobs.run", "outcome", outcome) == number);
    }

    @Test
    void waitsAndRunsAreMeasuredByTypeQueueAndOutcome() throws InterruptedException {
        try (MeteredWork work = new MeteredWork(store, meters)) {
            store.submit(MeteredWork.request("x"));
            store.submit(MeteredWork.twice("fail"));
            store.submit(MeteredWork.request("fail for good"));

            awaitRuns("completed", 1);
            awaitRuns("failed_and_retried", 1);
            awaitRuns("failed_for_good", 2);
            assertThat(work.worker().droppedEvents()).isZero();
        }

        assertThat(count("jobs.wait", "type", "work", "queue", "default")).isEqualTo(4);
        assertThat(registry.get("jobs.run")
                        .tags("type", "work", "queue", "default", "outcome", "completed")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
        assertThat(counted("jobs.attempts.failed", "cause", "handler")).isEqualTo(3);
        assertThat(counted("jobs.attempts.failed", "cause", "lease")).isZero();
    }

    @Test
    void aStopIsMeasuredUntilItsEnd() throws InterruptedException {
        try (MeteredWork work = new MeteredWork(store, meters)) {
            final JobId id = store.submit(MeteredWork.request("ignore"));
            work.begun.await();
            store.cancel(id);
            Await.until("it is stuck", () -> counted("jobs.handlers.stuck", "type", "work") == 1);
            assertThat(gauge("jobs.worker.slots.stuck")).isEqualTo(1);
            clock.add(Duration.ofSeconds(7));

            work.letEnd();

            awaitRuns("cancelled", 1);
        }
        Await.until("it is measured", () -> count("jobs.stop", "reason", "cancelled") == 1);
        assertThat(registry.get("jobs.stop").tag("type", "work").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(7);
        assertThat(counted("jobs.attempts.failed")).isZero();
    }

    @Test
    void anAttemptAtALimitHasFailedForThatCause() throws InterruptedException {
        try (MeteredWork work = new MeteredWork(store, meters)) {
            store.submit(MeteredWork.WORK
                    .requestBuilder("wait")
                    .timeLimit(Duration.ofMillis(20))
                    .failAtLimit()
                    .build());
            store.submit(MeteredWork.WORK
                    .requestBuilder("wait")
                    .silenceLimit(Duration.ofMillis(20))
                    .failAtLimit()
                    .build());

            awaitRuns("timed_out_for_good", 2);
            Await.until("both causes", () -> counted("jobs.attempts.failed") == 2);
            assertThat(work.worker().slots()).isEqualTo(3);
        }
        assertThat(counted("jobs.attempts.failed", "cause", "time_limit")).isEqualTo(1);
        assertThat(counted("jobs.attempts.failed", "cause", "silence_limit")).isEqualTo(1);
        assertThat(count("jobs.stop", "reason", "time_limit")).isEqualTo(1);
    }

    @Test
    void slotsAreThoseOfTheWorkersThatAreAdded() throws InterruptedException {
        try (MeteredWork work = new MeteredWork(store, meters)) {
            store.submit(MeteredWork.request("wait"));
            work.begun.await();

            assertThat(gauge("jobs.worker.slots")).isEqualTo(3);
            assertThat(gauge("jobs.worker.slots.used")).isEqualTo(1);
            assertThat(gauge("jobs.worker.slots.stuck")).isZero();

            meters.remove(work.worker());
            assertThat(gauge("jobs.worker.slots")).isZero();
            assertThat(registry.get("jobs.worker.events.dropped")
                            .functionCounter()
                            .count())
                    .isZero();
        }
    }

    @Test
    void anOutageShowsWhileItLastsAndIsMeasuredAfterwards() {
        final WorkerId worker = WorkerId.random();

        meters.onStoreOutOfReach(new WorkerEvent.StoreOutOfReach(
                worker, new JobStoreUnavailableException("away", new IllegalStateException())));
        assertThat(gauge("jobs.worker.store.reachable")).isZero();

        meters.onStoreBack(new WorkerEvent.StoreBack(worker, Duration.ofSeconds(3)));
        assertThat(gauge("jobs.worker.store.reachable")).isEqualTo(1);
        assertThat(registry.get("jobs.worker.store.outage").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
    }

    @Test
    void aLostLeaseIsCountedAndFailsItsAttempt() {
        final Job job = store.find(store.submit(MeteredWork.request("x"))).orElseThrow();
        final WorkerId worker = WorkerId.random();

        meters.onLeaseLost(new WorkerEvent.LeaseLost(worker, job));
        meters.onEnded(new WorkerEvent.Ended(
                worker, job, Outcome.LOST, new WorkerEvent.Times(Duration.ZERO, Duration.ofSeconds(1))));

        assertThat(counted("jobs.leases.lost", "type", "work")).isEqualTo(1);
        assertThat(counted("jobs.attempts.failed", "cause", "lease")).isEqualTo(1);
    }

    @Test
    void typesBeyondTheMaximumShareTheirMeters() {
        final WorkerMeters bounded = WorkerMeters.builder(registry).maxTypes(2).build();
        final WorkerId worker = WorkerId.random();
        for (int i = 0; i < 10; i++) {
            final Job job = store.find(
                            store.submit(JobRequest.builder("type" + i, "{}").build()))
                    .orElseThrow();
            bounded.onStarted(new WorkerEvent.Started(worker, job, Duration.ZERO));
        }

        assertThat(registry.find("jobs.wait").meters())
                .extracting(meter -> meter.getId().getTag("type"))
                .containsExactlyInAnyOrder("type0", "type1", "other");
        assertThat(count("jobs.wait", "type", "other")).isEqualTo(8);
        assertThatThrownBy(() -> WorkerMeters.builder(registry).maxTypes(0).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOwnerIsNeverATag() throws InterruptedException {
        try (MeteredWork work = new MeteredWork(store, meters)) {
            store.submit(MeteredWork.WORK.requestBuilder("x").owner("ada").build());
            awaitRuns("completed", 1);
            assertThat(work.begun.getCount()).isEqualTo(1);
        }

        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id ->
                        assertThat(id.getTags()).noneMatch(tag -> tag.getValue().equals("ada")));
    }
}
