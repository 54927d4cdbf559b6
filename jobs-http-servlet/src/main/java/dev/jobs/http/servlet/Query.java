package dev.jobs.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parameters in a request's query, and in nothing else: a container that is asked for parameters may read them from
 * a body too. Immutable.
 */
record Query(Map<String, List<String>> values) {
    static Query of(final HttpServletRequest request) {
        final String text = Optional.ofNullable(request.getQueryString()).orElse("");
        final Map<String, List<String>> values = new LinkedHashMap<>();
        for (final String pair : text.split("&", -1)) {
            final String[] parts = pair.split("=", 2);
            values.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                    .add(parts.length == 2 ? decoded(parts[1]) : "");
        }
        return new Query(values);
    }

    private static String decoded(final String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (final IllegalArgumentException e) {
            throw new BadRequestException("The query is not encoded as it should be", e);
        }
    }

    /** Whether this parameter is there, with whatever value. */
    boolean has(final String name) {
        return values.containsKey(name);
    }

    /** The first value of this parameter that is not blank. */
    Optional<String> first(final String name) {
        return list(name).stream().findFirst();
    }

    /** All values of this parameter, those between commas each for itself; blank ones are left out. */
    List<String> list(final String name) {
        return values.getOrDefault(name, List.of()).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
