package dev.jobs.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStores;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobHandler;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObservedJobsTest {
    private final JobStore store = JobStores.open("memory:");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final Tracing tracing = new Tracing();
    private final ObservedJobs observed = ObservedJobs.of(registry);

    /** Does what the handlers of micrometer-tracing do: writes into the carrier of what is sent, reads that of what is received. */
    private static final class Tracing implements ObservationHandler<Observation.Context> {
        final List<Observation.Context> ended = new CopyOnWriteArrayList<>();
        final List<String> received = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(final Observation.Context context) {
            if (context instanceof SubmitContext submit) {
                submit.getSetter().set(submit.getCarrier(), "traceparent", "00-1-2-01");
            }
            if (context instanceof RunContext run) {
                received.add(String.valueOf(run.getGetter().get(run.getCarrier(), "traceparent")));
            }
        }

        @Override
        public void onStop(final Observation.Context context) {
            ended.add(context);
        }

        @Override
        public boolean supportsContext(final Observation.Context context) {
            return true;
        }
    }

    ObservedJobsTest() {
        registry.observationConfig()
                .observationHandler(tracing)
                .observationHandler(new DefaultMeterObservationHandler(meters));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Worker worker(final JobHandler<String, String> handler) {
        return Worker.builder(store)
                .pollInterval(Duration.ofMillis(50))
                .killGrace(Duration.ofMillis(200))
                .interceptor(observed.interceptor())
                .handle(MeteredWork.WORK, handler)
                .start();
    }

    private Observation.Context ended(final int index) throws InterruptedException {
        Await.until("an observation has ended", () -> tracing.ended.size() > index);
        return tracing.ended.get(index);
    }

    private static Map<String, String> values(final KeyValues all) {
        return all.stream().collect(Collectors.toMap(value -> value.getKey(), value -> value.getValue()));
    }

    private Map<String, String> attributesOf(final JobId id) {
        return store.find(id).map(Job::request).orElseThrow().attributes();
    }

    @Test
    void aSubmissionIsObservedAndItsJobCarriesTheContext() throws InterruptedException {
        final JobId id = observed.observe(store).submit(MeteredWork.request("x"));

        assertThat(ended(0).getContextualName()).isEqualTo("submit work");
        assertThat(values(ended(0).getLowCardinalityKeyValues())).isEqualTo(Map.of("type", "work", "queue", "default"));
        assertThat(values(ended(0).getHighCardinalityKeyValues())).isEqualTo(Map.of("jobs.count", "1"));
        assertThat(attributesOf(id)).isEqualTo(Map.of("traceparent", "00-1-2-01"));
        assertThat(meters.get("jobs.submit").timer().count()).isEqualTo(1);
    }

    @Test
    void aSubmissionOfSeveralTypesSaysSo() throws InterruptedException {
        observed.submit(
                List.of(
                        MeteredWork.request("x"),
                        JobRequest.builder("other", "{}").queue("fast").build()),
                store::submit);

        assertThat(values(ended(0).getLowCardinalityKeyValues()))
                .isEqualTo(Map.of("type", "several", "queue", "several"));
        assertThat(observed.observe(store).submit(List.of())).isEmpty();
        assertThat(tracing.ended).hasSize(1);
    }

    @Test
    void aJobWithoutRoomForTheContextIsSubmittedWithout() {
        final JobRequest.Builder full = MeteredWork.WORK.requestBuilder("x");
        IntStream.range(0, 32).forEach(i -> full.attribute("n" + i, "v"));

        final JobId id = observed.observe(store).submit(full.build());

        assertThat(attributesOf(id)).hasSize(32).doesNotContainKey("traceparent");
    }

    @Test
    void aSubmissionThatFailsIsAnError() throws InterruptedException {
        store.close();

        assertThatThrownBy(() -> observed.observe(store).submit(MeteredWork.request("x")))
                .isInstanceOf(JobStoreClosedException.class);

        assertThat(ended(0).getError()).isInstanceOf(JobStoreClosedException.class);
    }

    @Test
    void aRunIsObservedWithWhatItsJobCarries() throws InterruptedException {
        final JobId id = observed.observe(store).submit(MeteredWork.request("x"));
        try (Worker worker = worker(context -> String.valueOf(registry.getCurrentObservation() != null))) {
            final Observation.Context run = ended(1);

            assertThat(run.getContextualName()).isEqualTo("run work");
            assertThat(values(run.getLowCardinalityKeyValues()))
                    .isEqualTo(Map.of("type", "work", "queue", "default", "outcome", "completed"));
            assertThat(values(run.getHighCardinalityKeyValues()))
                    .isEqualTo(Map.of("jobs.id", id.toString(), "jobs.attempt", "1"));
            assertThat(tracing.received).containsExactly("00-1-2-01");
            MeteredWork.awaitEnd(store, id);
            assertThat(MeteredWork.WORK.result(store.find(id).orElseThrow())).contains("true");
            Await.until("no job runs", () -> worker.activeJobs() == 0);
        }
        assertThat(meters.get("jobs.handle").tag("outcome", "completed").timer().count())
                .isEqualTo(1);
    }

    @Test
    void aRunThatFailsIsAnError() throws InterruptedException {
        store.submit(MeteredWork.WORK.requestBuilder("x").maxAttempts(1).build());
        try (Worker worker = worker(context -> {
            throw new IllegalStateException("on purpose");
        })) {
            final Observation.Context run = ended(0);

            assertThat(run.getError()).hasMessage("on purpose");
            assertThat(values(run.getLowCardinalityKeyValues())).containsEntry("outcome", "failed");
            Await.until("no job runs", () -> worker.activeJobs() == 0);
        }
    }

    @Test
    void aCancelledRunIsNoError() throws InterruptedException {
        final JobId id = store.submit(MeteredWork.request("x"));
        final CountDownLatch begun = new CountDownLatch(1);
        try (Worker worker = worker(context -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "never";
        })) {
            begun.await();
            store.cancel(id);
            final Observation.Context run = ended(0);

            assertThat(run.getError()).isNull();
            assertThat(values(run.getLowCardinalityKeyValues())).containsEntry("outcome", "cancelled");
            Await.until("no job runs", () -> worker.activeJobs() == 0);
        }
    }

    @Test
    void theNamesMayBeOnesOwn() throws InterruptedException {
        final ObservedJobs named = ObservedJobs.builder(registry)
                .submitConvention(new SubmitConvention() {
                    @Override
                    public String getName() {
                        return "order.submit";
                    }
                })
                .build();

        named.observe(store).submit(MeteredWork.request("x"));

        assertThat(ended(0).getName()).isEqualTo("order.submit");
    }
}
