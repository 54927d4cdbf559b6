package dev.jobs.micrometer;

import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;

/** The code of docs/metrics.md. */
final class MetricsExample {
    static final JobType<String, String> INGEST = JobType.of("ingest", String.class, String.class);

    private MetricsExample() {}

    // worker
    static Worker measured(JobStore store, MeterRegistry registry) {
        WorkerMeters meters = WorkerMeters.of(registry);
        Worker worker = Worker.builder(store)
                .handle(INGEST, MetricsExample::ingest)
                .listener(meters)
                .start();
        meters.add(worker); // its slots; meters.remove(worker) when it is closed
        return worker;
    }

    // worker end

    // store
    static StoreMeters measuredStore(JobStore store, MeterRegistry registry) {
        StoreMeters meters = StoreMeters.of(store);
        meters.bindTo(registry);
        return meters; // to be closed before the store
    }

    // store end

    // observations
    static Worker observed(JobStore store, ObservationRegistry registry) {
        ObservedJobs observed = ObservedJobs.of(registry);
        JobStore observedStore = observed.observe(store);
        observedStore.submit(INGEST.request("upload.wav"));
        return Worker.builder(store)
                .handle(INGEST, MetricsExample::ingest)
                .interceptor(observed.interceptor())
                .start();
    }

    // observations end

    private static String ingest(final JobContext<String> context) {
        return context.payload();
    }
}
