package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.examples.audio.service.Client.Answer;
import dev.jobs.testing.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of the service to input that it cannot use. */
class InputIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int MAX_BYTES = 100_000;
    private static final String TOO_LARGE = "The file is too large: 100000 bytes are the most";

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

        assertRefused(answer, 413, TOO_LARGE);
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void anUploadThatDoesNotSayItsLengthIsRefusedWhenItIsTooLarge() throws Exception {
        final HttpRequest streamed = HttpRequest.newBuilder(service.uri("/api/audio/ingest"))
                .timeout(BOUND)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(Sine.wav(2, -6))))
                .build();

        final HttpResponse<String> answer = HttpClient.newHttpClient().send(streamed, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + TOO_LARGE + "\"}");
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void anUploadThatBreaksOffLeavesNoFile() throws Exception {
        final URI uri = service.uri("/api/audio/ingest");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            final OutputStream out = socket.getOutputStream();
            out.write(("POST " + uri.getPath() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(Sine.wav(1, -6), 0, 50_000);
            out.flush();
            Await.valueWithin(
                    BOUND,
                    "the file is being written",
                    () -> Optional.of(leftOver()).filter(files -> !files.isEmpty()));
        }

        Await.valueWithin(
                BOUND, "the file is gone", () -> Optional.of(leftOver()).filter(List::isEmpty));
    }

    @ParameterizedTest
    @CsvSource({"/api/audio/ingest,99000000000,413", "/api/audio/save,99000,413", "/api/audio/nonsense,10,404"})
    void whoAsksBeforeSendingIsRefusedAtOnce(final String path, final long length, final int status) throws Exception {
        final URI uri = service.uri(path);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) BOUND.toMillis());
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
                                    + length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            final String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(answer).isEqualTo("HTTP/1.1 " + status);
        }
    }

    static Stream<Arguments> filesThatBeginLikeAudio() throws Exception {
        final byte[] tone = Arrays.copyOf(Sine.wav(1, -6), 90_000);
        final byte[] noSound = Arrays.copyOf(Sine.wav(1, -6), 44);
        Arrays.fill(noSound, 40, 44, (byte) 0);
        final byte[] noHeader = "RIFF....WAVE and then nothing of the kind".getBytes(StandardCharsets.US_ASCII);
        return Stream.of(
                Arguments.of("cut off", tone, "The file is cut off: it ends after 0.469 of 1.000 seconds of sound"),
                Arguments.of("no sound", noSound, "The file holds no sound"),
                Arguments.of("no header", noHeader, "The file is cut off: it ends within its header"),
                Arguments.of("another encoding", resource("/sound/ima-adpcm.wav"), """
                        The file's encoding (WAV format 0x0011) is not supported: \
                        PCM, floating point, A-law and µ-law are"""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filesThatBeginLikeAudio")
    void aFileThatOnlyBeginsLikeAudioFailsAtOnceWithAReason(final String name, final byte[] file, final String reason)
            throws Exception {
        final JsonNode failed = client.awaitStatus(client.submit("/api/audio/ingest", file), "failed");

        assertThat(failed.path("error").textValue()).isEqualTo(reason);
        assertThat(failed.path("attempt").intValue()).isEqualTo(1);
        assertThat(failed.path("result").isMissingNode()).isTrue();
    }

    @Test
    void silenceIsIngestedWithoutLevelsButCannotBeNormalised() throws Exception {
        final byte[] silence = Arrays.copyOf(Sine.wav(2, -6), 44 + 48_000);
        Arrays.fill(silence, 44, silence.length, (byte) 0);
        ByteBuffer.wrap(silence).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 48_000);

        final JsonNode result = client.awaitStatus(client.submit("/api/audio/ingest", silence), "complete")
                .path("result");
        final String body = "{\"audioId\":\"" + result.path("audioId").textValue() + "\"}";
        final JsonNode failed = client.awaitStatus(client.submit("/api/audio/save", body), "failed");

        assertThat(result.path("seconds").doubleValue()).isEqualTo(0.25);
        assertThat(result.path("peakDb").isMissingNode()).isTrue();
        assertThat(result.path("loudnessLufs").isMissingNode()).isTrue();
        assertThat(failed.path("error").textValue())
                .isEqualTo("The file is too quiet or too short to have a loudness, so it cannot be normalised");
        assertThat(leftOver()).isEmpty();
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

    @ParameterizedTest
    @ValueSource(
            strings = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: http://elsewhere.example"})
    void anUploadThatABrowserSendsForAnotherSiteIsForbiddenBeforeItsBodyIsRead(final String header) throws Exception {
        final URI uri = service.uri("/api/audio/ingest");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout((int) BOUND.toMillis());
            // No byte of the body is sent: an answer that needs one does not come.
            socket.getOutputStream()
                    .write(("POST " + uri.getPath() + " HTTP/1.1\r\nHost: localhost\r\n" + header
                                    + "\r\nContent-Length: 90000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            final String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(answer).isEqualTo("HTTP/1.1 403");
        }
        assertThat(leftOver()).isEmpty();
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

    /** Files that are too large, or were not finished. */
    private static List<Path> leftOver() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/audio"))) {
            return files.filter(file -> file.toFile().length() > MAX_BYTES
                            || file.getFileName().toString().startsWith("part"))
                    .toList();
        }
    }

    private static byte[] resource(final String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(InputIT.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    private static void assertRefused(final Answer answer, final int status, final String message) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.body().path("error").textValue()).isEqualTo(message);
    }
}
