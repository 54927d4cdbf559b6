package dev.jobs.benchmarks;

import dev.jobs.micrometer.WorkerMeters;
import dev.jobs.opentelemetry.JobsTelemetry;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.listener.WorkerListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.function.UnaryOperator;

/**
 * The parts around submitters and a worker, such as those that watch them.
 *
 * @param name of them
 * @param aroundSubmitters gives the store that submitters use
 * @param ofWorker adds them to a worker
 */
record Hooks(String name, UnaryOperator<JobStore> aroundSubmitters, UnaryOperator<Worker.Builder> ofWorker) {
    static final Hooks NONE = new Hooks("none", store -> store, builder -> builder);

    /** One listener that does nothing: what the making and the delivery of events cost. */
    static Hooks listener() {
        return new Hooks("listener", store -> store, builder -> builder.listener(new WorkerListener() {}));
    }

    /** The meters of jobs-micrometer. */
    static Hooks micrometer() {
        final WorkerMeters meters = WorkerMeters.of(new SimpleMeterRegistry());
        return new Hooks("micrometer", store -> store, builder -> builder.listener(meters));
    }

    /** The spans of jobs-opentelemetry, all of them sampled and given to an exporter that drops them. */
    static Hooks openTelemetry() {
        final JobsTelemetry telemetry = JobsTelemetry.create(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(new Dropping()).build())
                        .build())
                .build());
        return new Hooks("opentelemetry", telemetry::trace, builder -> builder.interceptor(telemetry.interceptor()));
    }

    /** An exporter to nowhere. */
    private static final class Dropping implements SpanExporter {
        @Override
        public CompletableResultCode export(final Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
