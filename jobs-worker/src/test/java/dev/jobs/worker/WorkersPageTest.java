package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.testing.Await;
import dev.jobs.testing.PageCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of docs/workers.md, as it stands there and as it is compiled and run here. */
class WorkersPageTest extends WorkerTest {
    @ParameterizedTest
    @ValueSource(strings = {"settings", "limits", "mdc", "interceptor", "listener"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        PageCode.assertShown(
                Path.of("../docs/workers.md"), Path.of("src/test/java/dev/jobs/worker/HooksExample.java"), part);
    }

    @Test
    void theCodeOfThePageRuns() throws InterruptedException {
        final JobType<String, String> type = HooksExample.ECHO;
        try (Worker worker = HooksExample.start(store, HooksExample.handlers())) {
            final JobId id = store.submit(type.requestBuilder("x").owner("ada").build());

            assertThat(finished(id).result())
                    .hasValueSatisfying(json -> assertThat(json).contains("ada"));
            Await.until("it is counted", () -> HooksExample.Outcomes.NUMBERS.containsKey("echo COMPLETED"));
            assertThat(worker.droppedEvents()).isZero();
        }
    }
}
