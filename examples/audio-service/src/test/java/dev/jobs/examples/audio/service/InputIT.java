package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.examples.audio.service.Client.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service answers to what it cannot use. */
class InputIT {
    private static final int MAX_BYTES = 100_000;

    @TempDir
    static Path directory;

    private static ServiceProcess service;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceProcess.ready(directory, Map.of("AUDIO_MAX_BYTES", Integer.toString(MAX_BYTES)));
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anEmptyUploadIsABadRequest() throws Exception {
        assertRefused(
                client.post("/api/audio/ingest", ""), 400, "The request has no body: send a WAV, AIFF or AU file");
    }

    @Test
    void anUploadThatIsNoAudioIsAnUnsupportedType() throws Exception {
        final byte[] noAudio = "%PDF-1.7 and much more".repeat(1_000).getBytes(StandardCharsets.UTF_8);

        assertRefused(client.post("/api/audio/ingest", noAudio), 415, "This is no audio file: send WAV, AIFF or AU");
    }

    @Test
    void anUploadThatIsTooLargeIsRefusedAndLeavesNoFile() throws Exception {
        final Answer answer = client.post("/api/audio/ingest", Sine.wav(2, -6));

        assertRefused(answer, 413, "The file is too large: 100000 bytes are the most");
        try (Stream<Path> files = Files.list(directory.resolve("data/audio"))) {
            assertThat(files.filter(file -> file.toFile().length() > MAX_BYTES
                            || file.getFileName().toString().startsWith("part")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"preview", "save"})
    void anAudioIdThatThereIsNotIsNotFound(final String action) throws Exception {
        for (final String audioId : new String[] {"0193e8a1-7c00-4abc-8def-0123456789ab", "../jobs", ""}) {
            assertRefused(
                    client.post("/api/audio/" + action, "{\"audioId\":\"" + audioId + "\"}"),
                    404,
                    "There is no audio file with this audioId");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "1", "{\"audioId\":1}", "{}"})
    void aBodyThatIsNotTheJsonAskedForIsABadRequest(final String body) throws Exception {
        assertThat(client.post("/api/audio/preview", body).status()).isEqualTo(400);
        assertThat(client.post("/api/audio/save", body).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-70.5", "\"loud\"", "null", "true", "1e999"})
    void aTargetThatIsNoLoudnessIsABadRequest(final String target) throws Exception {
        final String body = "{\"audioId\":\"0193e8a1-7c00-4abc-8def-0123456789ab\",\"targetLufs\":" + target + "}";

        assertRefused(client.post("/api/audio/save", body), 400, "targetLufs has to be a number from -70 to 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3601", "1.5", "\"long\""})
    void aSampleOfNoUsableLengthIsABadRequest(final String seconds) throws Exception {
        assertRefused(
                client.post("/api/audio/sample", "{\"seconds\":" + seconds + "}"),
                400,
                "seconds has to be a whole number from 1 to 3600");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/audio/jobs/0193e8a1-7c00-7abc-8def-0123456789ab,Job not found",
        "/api/audio/jobs/nonsense,Job not found",
        "/api/audio/files/part-1,File not found",
        "/api/audio/files/,File not found",
        "/api/audio/files/0193e8a1-7c00-4abc-8def-0123456789ab.wav,Not Found",
        "/api/audio/nonsense,Not found",
        "/nonsense,Not Found"
    })
    void whatThereIsNotIsNotFound(final String path, final String message) throws Exception {
        assertRefused(client.get(path), 404, message);
    }

    @Test
    void anotherMethodIsNotAllowed() throws Exception {
        final Answer answer = client.get("/api/audio/ingest");

        assertRefused(answer, 405, "Method not allowed");
        assertThat(answer.raw().headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aRequestThatABrowserSendsForAnotherSiteIsForbidden() throws Exception {
        final Answer answer = client.post("/api/audio/sample", "{}", "Sec-Fetch-Site", "cross-site");

        assertRefused(answer, 403, "Cross-site request refused");
    }

    @Test
    void thePageLoadsNothingFromElsewhere() throws Exception {
        final var page = client.file("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'self'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    private static void assertRefused(final Answer answer, final int status, final String message) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.body().path("error").textValue()).isEqualTo(message);
    }
}
