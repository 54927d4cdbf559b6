package dev.jobs.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.JobStoreClosedException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The spans of submissions, and the context that their jobs carry. */
class SubmissionTest extends TracedWork {
    private static final SpanContext CALLER = SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.builder().put("vendor", "value").build());

    private Map<String, String> attributesOf(final JobId id) {
        return store.find(id).map(Job::request).orElseThrow().attributes();
    }

    private static String traceparentOf(final SpanData span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getSpanContext().getTraceFlags().asHex();
    }

    private static Context underACaller() {
        return Context.root().with(Span.wrap(CALLER));
    }

    @Test
    void aSubmissionHasAProducerSpanWhoseContextTheJobCarries() throws InterruptedException {
        final JobId id = traced.submit(
                ECHO.requestBuilder("x").queue("fast").attribute("own", "1").build());

        final SpanData span = traces.span("submit echo");
        assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(span.getStatus()).isEqualTo(StatusData.unset());
        assertThat(span.getAttributes().asMap())
                .containsEntry(JobAttributes.SYSTEM, "jobs")
                .containsEntry(JobAttributes.OPERATION_NAME, "submit")
                .containsEntry(JobAttributes.OPERATION_TYPE, "send")
                .containsEntry(JobAttributes.DESTINATION, "fast")
                .containsEntry(JobAttributes.TYPE, "echo")
                .containsEntry(JobAttributes.MESSAGE_ID, id.toString())
                .hasSize(6);
        assertThat(attributesOf(id)).isEqualTo(Map.of("own", "1", "traceparent", traceparentOf(span)));
    }

    @Test
    void theSpanIsAChildOfTheCallersAndPassesItsStateOn() throws InterruptedException {
        final JobId id = underACaller()
                .wrapSupplier(() -> traced.submit(ECHO.request("x")))
                .get();

        assertThat(traces.span("submit echo").getParentSpanId()).isEqualTo(CALLER.getSpanId());
        assertThat(attributesOf(id)).containsEntry("tracestate", "vendor=value");
    }

    @Test
    void manyRequestsInOneCallHaveOneSpan() throws InterruptedException {
        final JobType<String, String> other = JobType.of("other", String.class, String.class);

        final List<JobId> ids = traced.submit(List.of(
                ECHO.request("x"), other.requestBuilder("y").queue("fast").build()));
        traced.submit(List.of(ECHO.request("x"), ECHO.request("y")));

        final SpanData mixed = traces.span("submit");
        assertThat(mixed.getAttributes().asMap())
                .containsEntry(JobAttributes.BATCH_COUNT, 2L)
                .doesNotContainKeys(JobAttributes.TYPE, JobAttributes.DESTINATION, JobAttributes.MESSAGE_ID);
        assertThat(ids)
                .allSatisfy(id -> assertThat(attributesOf(id)).containsEntry("traceparent", traceparentOf(mixed)));
        assertThat(traces.span("submit echo").getAttributes().asMap())
                .containsEntry(JobAttributes.BATCH_COUNT, 2L)
                .containsEntry(JobAttributes.DESTINATION, JobRequest.DEFAULT_QUEUE);
    }

    @Test
    void noRequestsAreNoSubmission() {
        assertThat(traced.submit(List.of())).isEmpty();

        assertThat(traces.spansNow()).isEmpty();
    }

    @Test
    void aJobWithoutRoomForTheContextIsSubmittedWithout() throws InterruptedException {
        final JobRequest.Builder full = ECHO.requestBuilder("x");
        IntStream.range(0, 32).forEach(i -> full.attribute("n" + i, "v"));

        final JobId id = traced.submit(full.build());

        assertThat(attributesOf(id)).hasSize(32).doesNotContainKey("traceparent");
        assertThat(traces.span("submit echo").getStatus()).isEqualTo(StatusData.unset());
    }

    @Test
    void theOnePlaceThatIsLeftIsForTheTrace() {
        final JobRequest.Builder nearlyFull = ECHO.requestBuilder("x");
        IntStream.range(0, 31).forEach(i -> nearlyFull.attribute("n" + i, "v"));

        final JobId id = underACaller()
                .wrapSupplier(() -> traced.submit(nearlyFull.build()))
                .get();

        assertThat(attributesOf(id)).hasSize(32).containsKey("traceparent").doesNotContainKey("tracestate");
    }

    @Test
    void baggageTravelsByChoiceOnly() {
        final Context caller =
                Context.root().with(Baggage.builder().put("tenant", "acme").build());
        final JobsTelemetry carrying =
                JobsTelemetry.builder(traces.openTelemetry()).carryBaggage().build();

        final JobId without =
                caller.wrapSupplier(() -> traced.submit(ECHO.request("x"))).get();
        final JobId with = caller.wrapSupplier(() -> carrying.trace(store).submit(ECHO.request("x")))
                .get();

        assertThat(attributesOf(without)).doesNotContainKey("baggage");
        assertThat(attributesOf(with)).containsEntry("baggage", "tenant=acme");
    }

    @Test
    void aSubmissionThatFailsIsAnError() throws InterruptedException {
        store.close();

        assertThatThrownBy(() -> traced.submit(ECHO.request("x"))).isInstanceOf(JobStoreClosedException.class);

        final SpanData span = traces.span("submit echo");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(JobAttributes.ERROR_TYPE))
                .isEqualTo(JobStoreClosedException.class.getName());
        assertThat(span.getEvents()).hasSize(1);
    }

    @Test
    void aSubmissionInAnotherWayIsTracedToo() throws InterruptedException {
        final List<JobId> ids = telemetry.submit(List.of(ECHO.request("x")), store::submit);

        assertThat(attributesOf(ids.get(0))).containsEntry("traceparent", traceparentOf(traces.span("submit echo")));
    }

    @Test
    void withoutATracerNothingIsAdded() {
        final JobId id = JobsTelemetry.create(OpenTelemetry.noop()).trace(store).submit(ECHO.request("x"));

        assertThat(attributesOf(id)).isEmpty();
    }

    @Test
    void whatElseTheStoreCanDoIsItsOwn() {
        final JobId id = traced.submit(ECHO.request("x"));

        assertThat(traced.find(id)).isPresent();
        assertThat(traced.overview().workloads()).hasSize(1);
    }
}
