package dev.jobs.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** A response that no server has sent. */
record Answer(HttpRequest request, int statusCode, HttpHeaders headers, String body) implements HttpResponse<String> {
    /** An answer with this status and body, and these headers that are there. */
    static Exchange to(
            final HttpRequest request,
            final int status,
            final String body,
            final Map<String, Optional<String>> headers) {
        final Map<String, List<String>> present = new HashMap<>();
        headers.forEach((name, value) -> value.ifPresent(text -> present.put(name, List.of(text))));
        return Exchange.of(
                request, new Answer(request, status, HttpHeaders.of(present, (name, value) -> true), body), null);
    }

    @Override
    public Optional<HttpResponse<String>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
    }
}
