package dev.jobs.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One answer: a status, a JSON body, and the headers that are not on every answer. */
record JsonAnswer(int status, String body, Map<String, String> headers) {
    static JsonAnswer of(final int status, final String json) {
        return new JsonAnswer(status, json, Map.of());
    }

    /** An error whose message is one of this package's own, and needs no escapes. */
    static JsonAnswer error(final int status, final String message) {
        return of(status, "{\"error\":\"" + message + "\"}");
    }

    JsonAnswer with(final String name, final String value) {
        final Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new JsonAnswer(status, body, Map.copyOf(more));
    }

    void send(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        final byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "private, no-store");
        headers.forEach(response::setHeader);
        response.setContentLength(bytes.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(bytes);
        }
    }
}
