package dev.jobs.opentelemetry;

import dev.jobs.testing.Await;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;

/** The real SDK of one process, and the spans that it has exported. */
final class Traces implements AutoCloseable {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();

    OpenTelemetry openTelemetry() {
        return sdk;
    }

    /** The spans of this name in the order of their ends, as soon as there are so many. */
    List<SpanData> spans(final String name, final int number) throws InterruptedException {
        Await.until(number + " spans of the name " + name, () -> named(name).size() >= number);
        return named(name);
    }

    SpanData span(final String name) throws InterruptedException {
        return spans(name, 1).get(0);
    }

    /** All spans that have ended by now. */
    List<SpanData> spansNow() {
        return exporter.getFinishedSpanItems();
    }

    private List<SpanData> named(final String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    @Override
    public void close() {
        sdk.close();
    }
}
