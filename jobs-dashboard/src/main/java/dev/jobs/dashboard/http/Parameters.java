package dev.jobs.dashboard.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters in a request's URL. A body is never read. Immutable. */
public final class Parameters {
    private final Map<String, List<String>> values;

    private Parameters(final Map<String, List<String>> values) {
        this.values = values;
    }

    /** Reads them; those without a value are left out. */
    public static Parameters of(final HttpServletRequest request) {
        final Map<String, List<String>> values = new HashMap<>();
        final String query = Optional.ofNullable(request.getQueryString()).orElse("");
        for (final String pair : query.split("&", -1)) {
            final String[] parts = pair.split("=", 2);
            if (parts.length == 2 && !parts[1].isEmpty()) {
                values.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                        .add(decoded(parts[1]));
            }
        }
        return new Parameters(values);
    }

    private static String decoded(final String text) {
        try {
            final String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (decoded.indexOf('\0') >= 0) {
                // Databases know no such text, and say so by an error.
                throw Refusal.badRequest("The URL has the character 0, which no text here has");
            }
            return decoded;
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("The URL has a percent sign that encodes nothing");
        }
    }

    /** All values of this parameter. */
    public List<String> all(final String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of this parameter. */
    public Optional<String> one(final String name) {
        return all(name).stream().findFirst();
    }

    /** The value of this parameter. */
    public String required(final String name) {
        return one(name).orElseThrow(() -> Refusal.badRequest("The parameter " + name + " is missing"));
    }

    /** The time that this parameter gives, in ISO 8601. */
    public Optional<Instant> time(final String name) {
        try {
            return one(name).map(Instant::parse);
        } catch (final DateTimeException e) {
            throw Refusal.badRequest("The parameter " + name + " is a time such as 2026-01-05T10:00:00Z");
        }
    }

    /** The number that this parameter gives, from 0 to a largest one, which a larger one counts as. */
    public long number(final String name, final long byDefault, final long largest) {
        try {
            final long number = one(name).map(Long::parseLong).orElse(byDefault);
            if (number >= 0) {
                return Math.min(number, largest);
            }
        } catch (final NumberFormatException e) {
            // Said below.
        }
        throw Refusal.badRequest("The parameter " + name + " is a number from 0");
    }
}
