package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.testing.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Speaks to a running service over HTTP. */
final class Client {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServiceProcess service;

    Client(final ServiceProcess service) {
        this.service = service;
    }

    /** An answer whose body is JSON. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

    Answer get(final String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    Answer post(final String path, final String body, final String... headers) throws Exception {
        return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer post(final String path, final byte[] body, final String... headers) throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<byte[]> file(final String path, final String... headers) throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofByteArray());
    }

    Answer poll(final String jobId) throws Exception {
        return get("/api/audio/jobs/" + jobId);
    }

    /** Asks for what comes after the answer with this tag. */
    CompletableFuture<HttpResponse<String>> hold(final String jobId, final String tag) {
        return http.sendAsync(
                HttpRequest.newBuilder(uri("/api/audio/jobs/" + jobId + "?wait=25"))
                        .header("If-None-Match", tag)
                        .build(),
                BodyHandlers.ofString());
    }

    /** The lines of a job's events, as they come. */
    Stream<String> events(final String jobId) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(uri("/api/audio/jobs/" + jobId + "/events"))
                                .build(),
                        BodyHandlers.ofLines())
                .body();
    }

    Answer cancel(final String jobId) throws Exception {
        return post("/api/audio/jobs/" + jobId + "/cancel", "");
    }

    /** Submits and answers the new job's id. */
    String submit(final String path, final byte[] body) throws Exception {
        return idOf(post(path, body));
    }

    String submit(final String path, final String body) throws Exception {
        return idOf(post(path, body));
    }

    private static String idOf(final Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        return answer.body().path("jobId").textValue();
    }

    /** Polls until this is so. */
    JsonNode await(final String jobId, final String what, final Predicate<JsonNode> condition) throws Exception {
        return Await.valueWithin(
                BOUND,
                "job " + jobId + " " + what,
                () -> Optional.of(poll(jobId).body()).filter(condition));
    }

    JsonNode awaitStatus(final String jobId, final String status) throws Exception {
        return await(jobId, status, body -> {
            final String now = body.path("status").textValue();
            assertThat(now.equals("failed") && !status.equals("failed"))
                    .as(body.toString())
                    .isFalse();
            return now.equals(status);
        });
    }

    private Answer send(final HttpRequest.Builder request) throws Exception {
        final HttpResponse<String> response = http.send(request.timeout(BOUND).build(), BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .as(response.body())
                .startsWith("application/json");
        return new Answer(response.statusCode(), MAPPER.readTree(response.body()), response);
    }

    private URI uri(final String path) {
        return service.uri(path);
    }
}
