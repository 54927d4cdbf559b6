package dev.jobs.opentelemetry;

import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobContext;
import io.opentelemetry.api.OpenTelemetry;

/** The code of docs/tracing.md. */
final class TracingExample {
    static final JobType<String, String> INGEST = JobType.of("ingest", String.class, String.class);

    private TracingExample() {}

    // tracing
    static Worker traced(OpenTelemetry openTelemetry, JobStore store) {
        JobsTelemetry telemetry = JobsTelemetry.create(openTelemetry);
        JobStore traced = telemetry.trace(store); // what the service submits to
        traced.submit(INGEST.request("upload.wav"));
        return Worker.builder(store)
                .handle(INGEST, TracingExample::ingest)
                .interceptor(telemetry.interceptor())
                .start();
    }

    // tracing end

    // choices
    static JobsTelemetry otherwise(OpenTelemetry openTelemetry) {
        return JobsTelemetry.builder(openTelemetry).runAsChild().carryBaggage().build();
    }

    // choices end

    private static String ingest(final JobContext<String> context) {
        return context.payload();
    }
}
