package dev.jobs.http.servlet;

import dev.jobs.http.servlet.response.BadRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parameters in a request's query, and in nothing else: a container that is asked for parameters may read them from
 * a body too. Those that nobody asks for are not looked at. Immutable.
 *
 * @param pairs what stands between the ampersands, as it was sent
 */
record Query(List<String> pairs) {
    private static final int MOST_PARAMETERS = 200;
    private static final int MOST_DIGITS = 18;

    static Query of(final HttpServletRequest request) {
        final String text = Optional.ofNullable(request.getQueryString()).orElse("");
        final List<String> pairs = List.of(text.split("&", MOST_PARAMETERS + 1));
        if (pairs.size() > MOST_PARAMETERS) {
            throw new BadRequestException("A query has at most " + MOST_PARAMETERS + " parameters");
        }
        return new Query(pairs);
    }

    /** True if this parameter is there, with whatever value. */
    boolean has(final String name) {
        return pairs.stream().anyMatch(pair -> nameOf(pair).equals(name));
    }

    /** The value of this parameter; empty if it is not there. Given twice, or without a value, it is refused. */
    Optional<String> one(final String name) {
        final List<String> values = valuesOf(name);
        if (values.size() > 1) {
            throw new BadRequestException("The parameter " + name + " can be given once");
        }
        values.forEach(value -> requireText(name, value));
        return values.stream().findFirst();
    }

    /** The value of this parameter as a whole number; empty if it is not there. One outside of this range is refused in these words. */
    Optional<Long> number(final String name, final long least, final long most, final String refusal) {
        return one(name).map(text -> {
            final boolean isWhole = text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
            final long number = isWhole ? Long.parseLong(text) : -1;
            if (number < least || number > most) {
                throw new BadRequestException(refusal);
            }
            return number;
        });
    }

    /**
     * All values of this parameter, those between commas each for itself; none if it is not there. An empty one, the same one
     * twice, or more of them than this is refused.
     */
    List<String> list(final String name, final int most) {
        final List<String> values = valuesOf(name).stream()
                .flatMap(value -> Stream.of(value.split(",", most + 2)))
                .map(String::strip)
                .toList();
        if (values.size() > most) {
            throw new BadRequestException("The parameter " + name + " has at most " + most + " values");
        }
        values.forEach(value -> requireText(name, value));
        if (new HashSet<>(values).size() < values.size()) {
            throw new BadRequestException("The parameter " + name + " has the same value twice");
        }
        return values;
    }

    private List<String> valuesOf(final String name) {
        final List<String> values = new ArrayList<>();
        for (final String pair : pairs) {
            if (nameOf(pair).equals(name)) {
                final int equals = pair.indexOf('=');
                values.add(equals < 0 ? "" : decoded(name, pair.substring(equals + 1)));
            }
        }
        return values;
    }

    // The parameters' names are plain letters: one that is encoded otherwise, or cannot be decoded, is another's.
    private static String nameOf(final String pair) {
        final int equals = pair.indexOf('=');
        return equals < 0 ? pair : pair.substring(0, equals);
    }

    private static String decoded(final String name, final String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (final IllegalArgumentException e) {
            throw new BadRequestException("The parameter " + name + " is not encoded as it should be", e);
        }
    }

    private static void requireText(final String name, final String value) {
        if (value.isBlank()) {
            throw new BadRequestException("The parameter " + name + " has an empty value");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new BadRequestException("The parameter " + name + " has a control character");
        }
    }
}
