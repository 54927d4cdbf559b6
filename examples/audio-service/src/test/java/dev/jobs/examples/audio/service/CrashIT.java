package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fate of a job that is processing when its process ends. */
class CrashIT {
    private static final Map<String, String> H2_FILE = Map.of("JOBS_STORE_URL", "");
    private static final Map<String, String> H2_FILE_WEB_ONLY = Map.of("JOBS_STORE_URL", "", "ROLE", "web");
    private static final String AN_HOUR = "{\"seconds\":3600}";
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aJobUnderWayIsHandedBackWhenTheServiceIsToldToEnd() throws Exception {
        final String jobId;
        try (ServiceProcess first = ServiceProcess.ready(directory, H2_FILE)) {
            jobId = new Client(first).submit("/api/audio/sample", AN_HOUR);
            new Client(first).await(jobId, "at work", body -> body.path("stage").isTextual());
            final List<ProcessHandle> tools = first.tools();
            final List<ProcessHandle> children = first.children();
            first.terminate();

            assertThat(tools).isNotEmpty().noneMatch(ServiceProcess::runs);
            // The watchdog ends when it sees that the service has.
            awaitNoneOf(children);
        }
        try (ServiceProcess second = ServiceProcess.ready(directory, H2_FILE_WEB_ONLY)) {
            final JsonNode waiting = new Client(second).poll(jobId).body();

            PollAnswer.assertPending(waiting, "ingest", 1);
            assertThat(waiting.path("attempt").intValue()).isZero();
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aJobIsRunAgainWhenItsProcessWasKilled() throws Exception {
        final String jobId;
        try (ServiceProcess first = ServiceProcess.ready(directory, H2_FILE)) {
            jobId = new Client(first).submit("/api/audio/ingest", Sine.wav(10, -6));
            first.suspendTools(1);
            leaveAPart();
            final List<ProcessHandle> children = first.children();
            final long start = System.nanoTime();
            first.kill();
            awaitNoneOf(children);
            System.out.printf(
                    Locale.ROOT,
                    "of a service that was killed no child was left after %d ms%n",
                    (System.nanoTime() - start) / 1_000_000);

            assertThat(children).isNotEmpty();
        }
        try (ServiceProcess second = ServiceProcess.ready(directory, H2_FILE)) {
            final JsonNode done = new Client(second).awaitStatus(jobId, "complete");

            PollAnswer.assertComplete(done, "ingest", 2);
            assertThat(files()).noneMatch(file -> file.getFileName().toString().startsWith("part"));
            assertThat(done.path("result").path("seconds").doubleValue()).isEqualTo(10);
        }
    }

    /** As an upload under way does. */
    private void leaveAPart() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("data/audio"))) {
            final String lock = all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".lock"))
                    .findFirst()
                    .orElseThrow();
            final String part = lock.replace("writer-", "part-").replace(".lock", "_" + UUID.randomUUID());
            Files.writeString(directory.resolve("data/audio").resolve(part), "half");
        }
    }

    private static void awaitNoneOf(final List<ProcessHandle> children) throws Exception {
        Await.valueWithin(
                BOUND,
                "no child is left",
                () -> Optional.of(children).filter(all -> all.stream().noneMatch(ServiceProcess::runs)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/audio"))) {
            return files.filter(file -> !file.toString().endsWith(".lock")).toList();
        }
    }
}
