package dev.jobs.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One request and what was answered to it. */
record Exchange(HttpRequest request, HttpResponse<String> response) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Answers that say that another time the same request may succeed. */
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429, 502, 503, 504);

    private static final int MOST_OF_A_BODY = 200;

    /**
     * Sends a request and waits for its answer.
     *
     * @throws ServiceUnavailableException if there is none, or none for now
     */
    static Exchange of(final HttpClient http, final HttpRequest request) throws InterruptedException {
        final Exchange exchange;
        try {
            exchange = new Exchange(request, http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (final IOException e) {
            throw new ServiceUnavailableException(
                    request.method() + " " + request.uri() + " was not answered: " + e, e);
        }
        if (NOT_NOW.contains(exchange.status())) {
            throw new ServiceUnavailableException(exchange.told(), null);
        }
        return exchange;
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(final String name) {
        return response.headers().firstValue(name);
    }

    /** How long the service asks to wait. */
    Optional<Duration> retryAfter() {
        return header("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** Reads the body of an answer that has one of these. */
    <T> T read(final Function<JsonNode, T> reading) {
        try {
            return reading.apply(MAPPER.readTree(response.body()));
        } catch (final JsonProcessingException | RuntimeException e) {
            throw new JobsClientException(told() + ", which is no answer of a jobs service: is its address right?", e);
        }
    }

    /** What to throw where the protocol has no such answer. */
    JobsClientException unexpected() {
        return new JobsClientException(told(), null);
    }

    private String told() {
        final String body = response.body();
        return "%s %s was answered %d: %s"
                .formatted(
                        request.method(),
                        request.uri(),
                        status(),
                        body.length() > MOST_OF_A_BODY ? body.substring(0, MOST_OF_A_BODY) + "…" : body);
    }
}
