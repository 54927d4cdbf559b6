package dev.jobs.spring.telemetry;

import static dev.jobs.spring.telemetry.Applications.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.micrometer.ObservedJobs;
import dev.jobs.opentelemetry.JobsTelemetry;
import dev.jobs.spring.JobHandler;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The spans that an application has of its jobs by configuration alone. */
class TracingTest {
    /** An application with OpenTelemetry and Micrometer's tracing, as Spring Boot puts them together. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @JobHandler("count")
        int count(final int payload) {
            return payload;
        }

        @Bean
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Bean
        SdkTracerProvider tracerProvider(final InMemorySpanExporter exporter) {
            return SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build();
        }
    }

    private static ConfigurableApplicationContext start(final String... settings) {
        return Applications.of(Application.class).run(Applications.arguments(settings));
    }

    private static Job run(final ConfigurableApplicationContext application) {
        final Jobs jobs = application.getBean(Jobs.class);
        final JobId id = jobs.submit(JobRequest.builder("count", "2").build());
        until(() -> jobs.find(id).orElseThrow().finishedAt().isPresent());
        return jobs.find(id).orElseThrow();
    }

    /** All spans, after the worker is closed: no further one can come. */
    private static List<SpanData> spans(final ConfigurableApplicationContext application) {
        application.stop();
        return application.getBean(InMemorySpanExporter.class).getFinishedSpanItems();
    }

    private static SpanData only(final List<SpanData> spans, final SpanKind kind) {
        assertThat(spans).filteredOn(span -> span.getKind() == kind).hasSize(1);
        return spans.stream().filter(span -> span.getKind() == kind).findFirst().orElseThrow();
    }

    @Test
    void aJobHasOneSpanOfItsSubmissionAndOneOfItsRunThoughMicrometerTracesToo() {
        try (ConfigurableApplicationContext application = start()) {
            final Job job = Context.current()
                    .with(Baggage.builder().put("tenant", "blue").build())
                    .wrapSupplier(() -> run(application))
                    .get();

            final List<SpanData> spans = spans(application);
            assertThat(spans).hasSize(2);
            final SpanData submission = only(spans, SpanKind.PRODUCER);
            final SpanData run = only(spans, SpanKind.CONSUMER);
            assertThat(run.getTraceId()).isNotEqualTo(submission.getTraceId());
            assertThat(run.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(context -> context.getSpanId())
                    .containsExactly(submission.getSpanId());
            assertThat(application.getBeansOfType(ObservedJobs.class)).isEmpty();
            assertThat(job.request().attributes()).doesNotContainKey("baggage");
        }
    }

    @Test
    void micrometerMakesTheSpansWhereOpenTelemetryIsToldNotTo() {
        try (ConfigurableApplicationContext application = start("jobs.tracing.enabled=false")) {
            run(application);

            final List<SpanData> spans = spans(application);
            assertThat(spans).hasSize(2);
            assertThat(only(spans, SpanKind.CONSUMER).getParentSpanId())
                    .isEqualTo(only(spans, SpanKind.PRODUCER).getSpanId());
            assertThat(application.getBeansOfType(JobsTelemetry.class)).isEmpty();
        }
    }

    @Test
    void runsAreChildrenAndBaggageTravelsWhereThatIsAskedFor() {
        try (ConfigurableApplicationContext application =
                start("jobs.tracing.run-as-child=true", "jobs.tracing.carry-baggage=true")) {
            final Baggage baggage = Baggage.builder().put("tenant", "blue").build();
            final Job job = Context.current()
                    .with(baggage)
                    .wrapSupplier(() -> run(application))
                    .get();

            final List<SpanData> spans = spans(application);
            assertThat(only(spans, SpanKind.CONSUMER).getParentSpanId())
                    .isEqualTo(only(spans, SpanKind.PRODUCER).getSpanId());
            assertThat(job.request().attributes()).containsEntry("baggage", "tenant=blue");
        }
    }
}
