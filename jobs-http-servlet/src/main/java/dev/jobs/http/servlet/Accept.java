package dev.jobs.http.servlet;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Matches {@code Accept} headers with what there is (RFC 9110, section 12.5.1). */
final class Accept {
    private static final Set<String> ZEROS = Set.of("0", "0.", "0.0", "0.00", "0.000");

    private Accept() {}

    static boolean allowsJson(final Enumeration<String> headers) {
        return allows(headers, List.of("application/json", "application/*", "*/*"));
    }

    static boolean allowsEvents(final Enumeration<String> headers) {
        return allows(headers, List.of("text/event-stream", "text/*", "*/*"));
    }

    /** True if one of these ranges is asked for; from the most specific, which decides, to the least. */
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
        return Stream.of(parts).skip(1).anyMatch(Accept::isWeightOfZero);
    }

    /** True if this is {@code q=0}, perhaps with up to three more zeros behind a point. */
    private static boolean isWeightOfZero(final String parameter) {
        final int equals = parameter.indexOf('=');
        return equals > 0
                && parameter.substring(0, equals).strip().equals("q")
                && ZEROS.contains(parameter.substring(equals + 1).strip());
    }
}
