package dev.jobs.opentelemetry;

import dev.jobs.Backoff;
import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A store, the spans of its process, and workers on it, for tests. */
abstract class TracedWork {
    static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);

    final JobStore store = JobStores.open("memory:");
    final Traces traces = new Traces();
    final JobsTelemetry telemetry = JobsTelemetry.create(traces.openTelemetry());
    final JobStore traced = telemetry.trace(store);
    private final List<Worker> workers = new ArrayList<>();

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        store.close();
        traces.close();
    }

    /** A worker with this handler, whose runs have spans. */
    Worker started(final JobHandler<String, String> handler) {
        return started(store, telemetry, handler);
    }

    Worker started(final JobStore on, final JobsTelemetry by, final JobHandler<String, String> handler) {
        final Worker worker = Worker.builder(on)
                .slots(2)
                .pollInterval(Duration.ofMillis(50))
                .killGrace(Duration.ofMillis(200))
                .closeGrace(Duration.ZERO)
                .interceptor(by.interceptor())
                .handle(ECHO, handler)
                .start();
        workers.add(worker);
        return worker;
    }

    /** A request that is tried twice, at once. */
    static JobRequest retried() {
        return ECHO.requestBuilder("x")
                .maxAttempts(2)
                .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                .build();
    }
}
