package dev.jobs.http.servlet;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether an {@code Accept} header can be met with what there is (RFC 9110, section 12.5.1). */
final class Accept {
    private Accept() {}

    static boolean allowsJson(final Enumeration<String> headers) {
        return allows(headers, List.of("application/json", "application/*", "*/*"));
    }

    static boolean allowsEvents(final Enumeration<String> headers) {
        return allows(headers, List.of("text/event-stream", "text/*", "*/*"));
    }

    /** Whether one of these ranges is asked for; from the most specific, which decides, to the least. */
    private static boolean allows(final Enumeration<String> headers, final List<String> ranges) {
        final List<String[]> asked = Collections.list(headers).stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .filter(range -> !range.isBlank())
                .map(range -> range.toLowerCase(Locale.ROOT).split(";", -1))
                .toList();
        if (asked.isEmpty()) {
            return true;
        }
        final Optional<String[]> decisive = ranges.stream()
                .flatMap(
                        range -> asked.stream().filter(parts -> parts[0].strip().equals(range)))
                .findFirst();
        return decisive.filter(parts -> !isRefused(parts)).isPresent();
    }

    private static boolean isRefused(final String[] parts) {
        return Stream.of(parts).skip(1).anyMatch(part -> part.strip().matches("q\\s*=\\s*0(\\.0{0,3})?"));
    }
}
