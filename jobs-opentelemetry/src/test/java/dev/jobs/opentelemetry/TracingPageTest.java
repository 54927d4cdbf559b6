package dev.jobs.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.testing.Await;
import dev.jobs.testing.PageCode;
import dev.jobs.worker.Worker;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code and the attributes of docs/tracing.md, as they stand there and as they are. */
class TracingPageTest {
    private static final Path PAGE = Path.of("../docs/tracing.md");

    @ParameterizedTest
    @ValueSource(strings = {"tracing", "choices"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        PageCode.assertShown(PAGE, Path.of("src/test/java/dev/jobs/opentelemetry/TracingExample.java"), part);
    }

    @Test
    void theSpansOfTheCodeHaveTheAttributesOfThePage() throws Exception {
        final String page = Files.readString(PAGE);
        try (Traces traces = new Traces();
                JobStore store = JobStores.open("memory:");
                Worker worker = TracingExample.traced(traces.openTelemetry(), store)) {
            final SpanData run = traces.span("run ingest");
            final SpanData submission = traces.span("submit ingest");

            assertThat(TracingExample.otherwise(traces.openTelemetry())).isNotNull();
            assertThat(run.getAttributes().asMap().keySet())
                    .extracting(AttributeKey::getKey)
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
            assertThat(submission.getAttributes().asMap().keySet())
                    .extracting(AttributeKey::getKey)
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
            Await.until("no job runs", () -> worker.activeJobs() == 0);
        }
    }
}
