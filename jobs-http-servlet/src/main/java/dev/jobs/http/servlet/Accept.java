package dev.jobs.http.servlet;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether an {@code Accept} header can be met with JSON (RFC 9110, section 12.5.1). */
final class Accept {
    /** From the most specific range, which decides, to the least. */
    private static final List<String> RANGES = List.of("application/json", "application/*", "*/*");

    private Accept() {}

    static boolean allowsJson(final Enumeration<String> headers) {
        final List<String[]> asked = Collections.list(headers).stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .filter(range -> !range.isBlank())
                .map(range -> range.toLowerCase(Locale.ROOT).split(";", -1))
                .toList();
        if (asked.isEmpty()) {
            return true;
        }
        final Optional<String[]> decisive = RANGES.stream()
                .flatMap(
                        range -> asked.stream().filter(parts -> parts[0].strip().equals(range)))
                .findFirst();
        return decisive.filter(parts -> !isRefused(parts)).isPresent();
    }

    private static boolean isRefused(final String[] parts) {
        return Stream.of(parts).skip(1).anyMatch(part -> part.strip().matches("q\\s*=\\s*0(\\.0{0,3})?"));
    }
}
