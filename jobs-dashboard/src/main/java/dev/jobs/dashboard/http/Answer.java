package dev.jobs.dashboard.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One answer. Immutable; its bytes are not copied. */
public final class Answer {
    /** Nothing runs and nothing is loaded but the jar's own files, wherever a text that is shown comes from. */
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " + "object-src 'none'";

    private final int status;
    private final String type;
    private final byte[] body;
    private final Map<String, String> headers;

    private Answer(final int status, final String type, final byte[] body, final Map<String, String> headers) {
        this.status = status;
        this.type = type;
        this.body = body;
        this.headers = Map.copyOf(headers);
    }

    /** An answer of this media type. */
    static Answer of(final int status, final String type, final byte[] body) {
        return new Answer(status, type, body, Map.of("Cache-Control", "private, no-store"));
    }

    /** A JSON answer. */
    public static Answer json(final JsonNode json) {
        return json(200, json);
    }

    /** A JSON answer with this status. */
    public static Answer json(final int status, final JsonNode json) {
        return of(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** An error, with these words for people. */
    public static Answer error(final int status, final String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }

    /** The same answer with this header. */
    public Answer with(final String name, final String value) {
        final Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, type, body, more);
    }

    /** Sends it. */
    public void send(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        headers.forEach(response::setHeader);
        if (body.length == 0) {
            return;
        }
        response.setContentType(type);
        response.setCharacterEncoding("UTF-8");
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
