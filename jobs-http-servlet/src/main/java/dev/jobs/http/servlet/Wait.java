package dev.jobs.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long a client would have its poll held, by {@code Prefer: wait=20} (RFC 7240, section 4.3) or {@code ?wait=20}. What
 * cannot be read is no wish, and no error. Immutable.
 *
 * @param time at most {@link #LONGEST}
 * @param wished by which of the two it was said
 */
record Wait(Duration time, Wish wished) {
    /** Below what proxies and clients commonly take for a connection that has died. */
    static final Duration LONGEST = Duration.ofSeconds(25);

    private static final Pattern PREFERENCE =
            Pattern.compile("wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile("(?:.*&)?wait=(\\d{1,9})(?:&.*)?");

    /** Where a wish was found. */
    enum Wish {
        IN_HEADER,
        IN_QUERY
    }

    static Optional<Wait> of(final HttpServletRequest request) {
        final Optional<Wait> preferred = Collections.list(request.getHeaders("Prefer")).stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .flatMap(preference -> parse(PREFERENCE, preference.strip(), Wish.IN_HEADER).stream())
                .findFirst();
        return preferred.or(() ->
                Optional.ofNullable(request.getQueryString()).flatMap(query -> parse(PARAMETER, query, Wish.IN_QUERY)));
    }

    private static Optional<Wait> parse(final Pattern pattern, final String text, final Wish wished) {
        final Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        final Duration time = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        return Optional.of(new Wait(time.compareTo(LONGEST) > 0 ? LONGEST : time, wished))
                .filter(wait -> !wait.time().isZero());
    }

    /** The answer that says that this was heeded. */
    JsonAnswer appliedTo(final JsonAnswer answer) {
        return wished == Wish.IN_HEADER ? answer.with("Preference-Applied", "wait=" + time.toSeconds()) : answer;
    }
}
