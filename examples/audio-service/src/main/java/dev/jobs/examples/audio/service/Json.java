package dev.jobs.examples.audio.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** JSON in requests and answers. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final int MOST_BYTES = 64 * 1024;
    private static final BodiesAtOnce AT_ONCE = new BodiesAtOnce(64);

    private Json() {}

    /**
     * The JSON object that is the request's body.
     *
     * @throws RequestException if it is something else
     */
    static ObjectNode body(final HttpServletRequest request) throws IOException {
        return object(bytes(request));
    }

    /**
     * The JSON object that is the request's body; an empty object if it has no body.
     *
     * @throws RequestException if it is something else
     */
    static ObjectNode optionalBody(final HttpServletRequest request) throws IOException {
        final byte[] bytes = bytes(request);
        return bytes.length == 0 ? MAPPER.createObjectNode() : object(bytes);
    }

    private static byte[] bytes(final HttpServletRequest request) throws IOException {
        final RequestException tooLarge = new RequestException(413, "The request is too large");
        try (InputStream body = AT_ONCE.open(new RequestBody(request), MOST_BYTES, tooLarge)) {
            final byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw tooLarge;
            }
            return bytes;
        }
    }

    private static ObjectNode object(final byte[] bytes) throws IOException {
        try {
            final JsonNode json = MAPPER.readTree(bytes);
            if (json instanceof ObjectNode object) {
                return object;
            }
        } catch (final JsonProcessingException e) {
            // Answered below, like JSON that is no object.
        }
        throw new RequestException(400, "The request's body has to be a JSON object");
    }

    /** Answers with this status and JSON text. */
    static void send(final HttpServletResponse response, final int status, final String json) throws IOException {
        final byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** Answers with this status and message. */
    static void sendError(final HttpServletResponse response, final int status, final String message)
            throws IOException {
        send(response, status, error(message));
    }

    /** An error's body. */
    static String error(final String message) {
        return MAPPER.createObjectNode().put("error", message).toString();
    }
}
