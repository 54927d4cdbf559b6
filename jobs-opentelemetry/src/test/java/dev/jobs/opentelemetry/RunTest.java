package dev.jobs.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jobs.JobId;
import dev.jobs.RerunOutcome;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The spans of runs, and their relation to submissions. */
class RunTest extends TracedWork {
    private static void assertLinked(final SpanData run, final SpanData submission) {
        assertThat(run.getParentSpanContext().isValid()).isFalse();
        assertThat(run.getTraceId()).isNotEqualTo(submission.getTraceId());
        assertThat(run.getLinks())
                .extracting(LinkData::getSpanContext)
                .extracting("spanId", "traceId")
                .containsExactly(tuple(submission.getSpanId(), submission.getTraceId()));
    }

    private static String waitForInterrupt(final CountDownLatch begun) throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return "never";
    }

    @Test
    void aRunIsATraceOfItsOwnThatIsLinkedToTheSubmission() throws InterruptedException {
        started(context -> "done");

        final JobId id = traced.submit(ECHO.requestBuilder("x").queue("default").build());

        final SpanData run = traces.span("run echo");
        assertThat(run.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(run.getStatus()).isEqualTo(StatusData.unset());
        assertLinked(run, traces.span("submit echo"));
        assertThat(run.getAttributes().asMap())
                .containsEntry(JobAttributes.SYSTEM, "jobs")
                .containsEntry(JobAttributes.OPERATION_NAME, "run")
                .containsEntry(JobAttributes.OPERATION_TYPE, "process")
                .containsEntry(JobAttributes.DESTINATION, "default")
                .containsEntry(JobAttributes.MESSAGE_ID, id.toString())
                .containsEntry(JobAttributes.TYPE, "echo")
                .containsEntry(JobAttributes.ATTEMPT, 1L)
                .containsEntry(JobAttributes.MAX_ATTEMPTS, 3L)
                .containsEntry(JobAttributes.OUTCOME, "completed")
                .hasSize(9);
    }

    @Test
    void aRunIsAChildOfTheSubmissionOnRequest() throws InterruptedException {
        final JobsTelemetry asChild =
                JobsTelemetry.builder(traces.openTelemetry()).runAsChild().build();
        started(store, asChild, context -> "done");

        traced.submit(ECHO.request("x"));

        final SpanData submission = traces.span("submit echo");
        final SpanData run = traces.span("run echo");
        assertThat(run.getTraceId()).isEqualTo(submission.getTraceId());
        assertThat(run.getParentSpanId()).isEqualTo(submission.getSpanId());
        assertThat(run.getLinks()).isEmpty();
    }

    @Test
    void aJobWithoutContextHasASpanWithoutLinks() throws InterruptedException {
        started(context -> "done");

        store.submit(ECHO.request("x"));

        final SpanData run = traces.span("run echo");
        assertThat(run.getParentSpanContext().isValid()).isFalse();
        assertThat(run.getLinks()).isEmpty();
    }

    @Test
    void eachAttemptIsASpanThatIsLinkedToTheOneSubmission() throws InterruptedException {
        started(context -> {
            if (context.job().attempt() == 1) {
                throw new IllegalStateException("not yet");
            }
            return "done";
        });

        traced.submit(retried());

        final List<SpanData> runs = traces.spans("run echo", 2);
        final SpanData submission = traces.span("submit echo");
        runs.forEach(run -> assertLinked(run, submission));
        assertThat(runs.get(0).getTraceId()).isNotEqualTo(runs.get(1).getTraceId());
        assertThat(runs)
                .extracting(run -> run.getAttributes().get(JobAttributes.ATTEMPT))
                .containsExactly(1L, 2L);
        assertThat(runs)
                .extracting(run -> run.getAttributes().get(JobAttributes.OUTCOME))
                .containsExactly("failed", "completed");
        assertThat(runs)
                .extracting(run -> run.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
        assertThat(runs.get(0).getAttributes().get(JobAttributes.ERROR_TYPE))
                .isEqualTo("java.lang.IllegalStateException");
        assertThat(runs.get(0).getEvents()).extracting(EventData::getName).containsExactly("exception");
    }

    @Test
    void aRerunIsLinkedToTheFirstSubmission() throws InterruptedException {
        started(context -> "done");
        final JobId id = traced.submit(ECHO.request("x"));
        traces.span("run echo");

        Await.until("it has ended", () -> store.find(id).orElseThrow().status().isTerminal());
        assertThat(traced.rerun(id)).isInstanceOf(RerunOutcome.Rerun.class);

        final SpanData submission = traces.span("submit echo");
        traces.spans("run echo", 2).forEach(run -> assertLinked(run, submission));
    }

    @Test
    void theContextLeadsFromOneProcessToAnother() throws InterruptedException {
        final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (JobStore ofSubmitter = JobStores.open(url);
                JobStore ofWorker = JobStores.open(url);
                Traces elsewhere = new Traces()) {
            try (Worker worker =
                    started(ofWorker, JobsTelemetry.create(elsewhere.openTelemetry()), context -> "done")) {
                telemetry.trace(ofSubmitter).submit(ECHO.request("x"));

                assertLinked(elsewhere.span("run echo"), traces.span("submit echo"));
                assertThat(worker.slots()).isEqualTo(2);
            }
        }
    }

    @Test
    void theSpanIsCurrentWhileTheHandlerRunsAndNotAfter() throws InterruptedException {
        started(context -> {
            traces.openTelemetry()
                    .getTracer("test")
                    .spanBuilder("inner")
                    .startSpan()
                    .end();
            return Span.current().getSpanContext().getSpanId();
        });

        final JobId id = traced.submit(ECHO.request("x"));

        final SpanData run = traces.span("run echo");
        Await.until("it has ended", () -> store.find(id).orElseThrow().status().isTerminal());
        assertThat(ECHO.result(store.find(id).orElseThrow())).contains(run.getSpanId());
        assertThat(traces.span("inner").getParentSpanId()).isEqualTo(run.getSpanId());
    }

    @Test
    void baggageIsCurrentWhileTheHandlerRunsByChoice() throws InterruptedException {
        final JobsTelemetry carrying =
                JobsTelemetry.builder(traces.openTelemetry()).carryBaggage().build();
        started(store, carrying, context -> String.valueOf(Baggage.current().getEntryValue("tenant")));

        final JobId id = Context.root()
                .with(Baggage.builder().put("tenant", "acme").build())
                .wrapSupplier(() -> carrying.trace(store).submit(ECHO.request("x")))
                .get();

        Await.until("it has ended", () -> store.find(id).orElseThrow().status().isTerminal());
        assertThat(ECHO.result(store.find(id).orElseThrow())).contains("acme");
    }

    @Test
    void aCancelledRunIsNoError() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        started(context -> waitForInterrupt(begun));
        final JobId id = traced.submit(ECHO.request("x"));
        begun.await();

        traced.cancel(id);

        assertStopped(traces.span("run echo"), "cancelled");
    }

    @Test
    void aRunThatItsClosingWorkerStopsIsNoError() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final Worker worker = started(context -> waitForInterrupt(begun));
        traced.submit(ECHO.request("x"));
        begun.await();

        worker.close();

        assertStopped(traces.span("run echo"), "closing");
    }

    private static void assertStopped(final SpanData run, final String outcome) {
        assertThat(run.getStatus()).isEqualTo(StatusData.unset());
        assertThat(run.getAttributes().get(JobAttributes.OUTCOME)).isEqualTo(outcome);
        assertThat(run.getAttributes().get(JobAttributes.ERROR_TYPE)).isNull();
        assertThat(run.getEvents()).isEmpty();
    }

    @Test
    void aRunThatReachesItsTimeLimitHasFailed() throws InterruptedException {
        started(context -> waitForInterrupt(new CountDownLatch(1)));

        traced.submit(ECHO.requestBuilder("x")
                .timeLimit(Duration.ofMillis(50))
                .failAtLimit()
                .build());

        final SpanData run = traces.span("run echo");
        assertThat(run.getStatus()).isEqualTo(StatusData.create(StatusCode.ERROR, "its time limit is reached"));
        assertThat(run.getAttributes().get(JobAttributes.OUTCOME)).isEqualTo("time_limit");
        assertThat(run.getAttributes().get(JobAttributes.ERROR_TYPE)).isEqualTo("time_limit");
    }
}
