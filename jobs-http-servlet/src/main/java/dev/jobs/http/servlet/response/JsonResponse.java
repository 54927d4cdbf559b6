package dev.jobs.http.servlet.response;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One answer: a status, a JSON body or none, and the headers that are not on every answer. Immutable. */
public record JsonResponse(int status, Optional<String> body, Map<String, String> headers) implements Response {
    static final String CACHE_CONTROL = "Cache-Control";

    private static final Set<String> ADDED = Set.of("Vary", "Preference-Applied");

    public static JsonResponse of(final int status, final String json) {
        return new JsonResponse(status, Optional.of(json), Map.of());
    }

    public static JsonResponse empty(final int status) {
        return new JsonResponse(status, Optional.empty(), Map.of());
    }

    /** An error whose message is one of this package's own, and needs no escapes. */
    public static JsonResponse error(final int status, final String message) {
        return of(status, "{\"error\":\"" + message + "\"}");
    }

    public JsonResponse with(final String name, final String value) {
        return with(Map.of(name, value));
    }

    /** The same answer with these headers, in the place of those of the same names. */
    public JsonResponse with(final Map<String, String> more) {
        if (headers.isEmpty()) {
            return new JsonResponse(status, body, Map.copyOf(more));
        }
        final Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new JsonResponse(status, body, Map.copyOf(all));
    }

    @Override
    public void send(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        if (request.getMethod().equals("HEAD")) {
            sendHead(response);
        } else {
            send(response);
        }
    }

    /** Sends it in answer to anything but HEAD. */
    public void send(final HttpServletResponse response) throws IOException {
        final byte[] bytes = sendHead(response);
        if (bytes.length > 0) {
            response.getOutputStream().write(bytes);
        }
    }

    private byte[] sendHead(final HttpServletResponse response) {
        final byte[] bytes = body.orElse("").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (!headers.containsKey(CACHE_CONTROL)) {
            response.setHeader(CACHE_CONTROL, "private, no-store");
        }
        headers.forEach((name, value) -> set(response, name, value));
        if (body.isPresent()) {
            response.setContentType("application/json");
            response.setCharacterEncoding("UTF-8");
            response.setContentLength(bytes.length);
        }
        return bytes;
    }

    // What a filter has said before stays said: what compresses answers, or lets other sites read them, varies them
    // too.
    private static void set(final HttpServletResponse response, final String name, final String value) {
        if (ADDED.contains(name)) {
            response.addHeader(name, value);
        } else {
            response.setHeader(name, value);
        }
    }
}
