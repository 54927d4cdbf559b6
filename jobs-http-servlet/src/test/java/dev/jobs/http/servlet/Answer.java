package dev.jobs.http.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came back over HTTP.
 *
 * @param headers by their names, whatever their case; without the date
 */
record Answer(int status, Map<String, List<String>> headers, String body) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Answer {
        final Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        sorted.remove("Date");
        headers = sorted;
    }

    /** The value of a header; empty if there is none. */
    Optional<String> header(final String name) {
        return Optional.ofNullable(headers.get(name)).stream()
                .flatMap(Collection::stream)
                .findFirst();
    }

    JsonNode json() {
        return json(body);
    }

    static JsonNode json(final String text) {
        try {
            return JSON.readTree(text);
        } catch (final JsonProcessingException e) {
            throw new AssertionError("this is no JSON: " + text, e);
        }
    }
}
