package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of docs/workers.md, as it stands there and as it is compiled and run here. */
class WorkersPageTest extends WorkerTest {
    @ParameterizedTest
    @ValueSource(strings = {"settings", "limits", "mdc", "interceptor", "listener"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        final String page = Files.readString(Path.of("../docs/workers.md"));
        final String compiled = Files.readString(Path.of("src/test/java/dev/jobs/worker/HooksExample.java"));
        final var code = Pattern.compile("    // " + part + "\\R(.*?)\\R    // " + part + " end", Pattern.DOTALL)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(page).contains("```java\n" + code.group(1).stripTrailing().stripIndent() + "\n```");
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
