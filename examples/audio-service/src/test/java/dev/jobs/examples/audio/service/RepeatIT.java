package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.examples.audio.service.Client.Answer;
import dev.jobs.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submissions that are sent again, as by a client that has not heard the answer. */
class RepeatIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final byte[] TONE = Sine.wav(1, -6);
    private static final byte[] OTHER_TONE = Sine.wav(1, -12);

    @TempDir
    static Path directory;

    private static ServiceProcess service;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceProcess.ready(directory, Map.of("JOBS_STORE_URL", "", "ROLE", "web"));
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anUploadThatIsRepeatedUnderItsKeyIsTheSameJobOfTheSameFile() throws Exception {
        final Answer first = upload(TONE, "upload-1");
        final List<Path> files = files();

        final Answer second = upload(TONE, "upload-1");

        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body().path("jobId")).isEqualTo(first.body().path("jobId"));
        assertThat(files()).isEqualTo(files);
    }

    @Test
    void anotherFileUnderTheSameKeyIsRefusedAndLeavesNothing() throws Exception {
        final Answer first = upload(TONE, "upload-2");
        final List<Path> files = files();

        final Answer other = upload(OTHER_TONE, "upload-2");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body().path("error").textValue()).isNotBlank();
        awaitOnly(files);
        assertThat(client.poll(first.body().path("jobId").textValue()).status()).isEqualTo(200);
    }

    @Test
    void aFileThatIsUploadedTwiceIsTwoJobs() throws Exception {
        final Answer first = upload(TONE, "upload-3");
        final Answer underAnotherKey = upload(TONE, "upload-4");
        final Answer withoutKey = client.post("/api/audio/ingest", TONE);
        final Answer againWithoutKey = client.post("/api/audio/ingest", TONE);

        assertThat(List.of(first, underAnotherKey, withoutKey, againWithoutKey))
                .extracting(answer -> answer.body().path("jobId").textValue())
                .doesNotHaveDuplicates();
    }

    @Test
    void aSampleThatIsAskedForAgainIsTheSameJob() throws Exception {
        final Answer first = client.post("/api/audio/sample", "{\"seconds\":5}", "Idempotency-Key", "sample-1");

        final Answer second = client.post("/api/audio/sample", "{\"seconds\":5}", "Idempotency-Key", "sample-1");
        final Answer longer = client.post("/api/audio/sample", "{\"seconds\":6}", "Idempotency-Key", "sample-1");

        assertThat(second.body().path("jobId")).isEqualTo(first.body().path("jobId"));
        assertThat(longer.status()).isEqualTo(422);
    }

    @Test
    void aKeyThatIsNoneIsRefusedAndLeavesNothing() throws Exception {
        final List<Path> files = files();

        final Answer answer = upload(TONE, "\"\"");

        assertThat(answer.status()).isEqualTo(400);
        awaitOnly(files);
    }

    private static Answer upload(final byte[] content, final String key) throws Exception {
        return client.post("/api/audio/ingest", content, "Idempotency-Key", key);
    }

    /** Waits until there are these files and no others: the service answers first. */
    private static void awaitOnly(final List<Path> files) throws Exception {
        Await.valueWithin(
                BOUND, "no other file is left", () -> Optional.of(files()).filter(files::equals));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/audio"))) {
            return files.sorted().toList();
        }
    }
}
