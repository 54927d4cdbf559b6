package dev.jobs.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The maintenance window of docs/operating.md, as it stands there and as it is compiled and run here. */
class MaintenanceWindowTest {
    @ParameterizedTest
    @ValueSource(strings = {"window", "runs"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        final String page = Files.readString(Path.of("../docs/operating.md"));
        final String compiled = Files.readString(Path.of("src/test/java/dev/jobs/store/memory/MaintenanceWindow.java"));
        final var code = Pattern.compile(" {8}// " + part + "\\R(.*?)\\R {8}// " + part + " end", Pattern.DOTALL)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(page).contains("```java\n" + code.group(1).stripIndent().strip() + "\n```");
    }

    @Test
    void thoseWhoWaitAreToldOfTheWorkAndOfNothingAfterIt() throws InterruptedException {
        try (MemoryJobStore store = new MemoryJobStore()) {
            final JobId id = store.submit(
                    JobRequest.builder("encode", "{}").queue("encoding").build());
            final Instant end = Instant.parse("2199-12-01T10:00:00Z");
            final List<Waiting> seen = new ArrayList<>();

            MaintenanceWindow.during(
                    store,
                    end,
                    () -> seen.add(store.poll(id).orElseThrow().waiting().orElseThrow()));

            assertThat(seen)
                    .containsExactly(Waiting.inQueue(WaitReason.PAUSED, 1, 1)
                            .withUntil(end)
                            .withMessage("We move to new machines until ten o'clock."));
            assertThat(store.poll(id).orElseThrow().waiting().orElseThrow().reason())
                    .isEqualTo(WaitReason.NO_WORKER);
        }
    }
}
