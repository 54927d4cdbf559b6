package dev.jobs.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client of a dashboard, which never follows a redirect. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Http() {}

    static HttpResponse<String> get(final URI uri, final String... headers) {
        return send("GET", uri, headers);
    }

    /** Sends what the page sends with an action. */
    static HttpResponse<String> act(final URI uri) {
        return send("POST", uri, "X-Jobs-Dashboard", "1");
    }

    static HttpResponse<String> send(final String method, final URI uri, final String... headers) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    static JsonNode json(final HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (final JsonProcessingException e) {
            throw new AssertionError("this is no JSON: " + response.body(), e);
        }
    }

    static String encoded(final String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
