package dev.jobs.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How long a client would have its poll held, by {@code Prefer: wait=20} (RFC 7240, section 4.3) or {@code ?wait=20}. A
 * preference that cannot be read is none, as that specification wants it; a parameter that cannot be read is refused. Immutable.
 *
 * @param time zero to {@link #LONGEST}
 */
record WaitPreference(Duration time) {
    /** Below what proxies and clients commonly take for a connection that has died. */
    static final Duration LONGEST = Duration.ofSeconds(25);

    private static final String NAME = "wait";
    private static final int MOST_DIGITS = 9;

    static Optional<WaitPreference> of(final HttpServletRequest request) {
        final Optional<WaitPreference> preferred = Collections.list(request.getHeaders("Prefer")).stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .flatMapToLong(preference -> secondsPreferred(preference).stream())
                .mapToObj(WaitPreference::ofSeconds)
                .findFirst();
        return preferred.or(() -> Query.of(request).one(NAME).map(WaitPreference::parameter));
    }

    private static WaitPreference parameter(final String text) {
        return ofSeconds(seconds(text)
                .orElseThrow(() -> new BadRequestException("The parameter wait is a whole number of seconds")));
    }

    private static WaitPreference ofSeconds(final long seconds) {
        return new WaitPreference(Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds())));
    }

    /** The seconds in {@code wait=20}, {@code wait="20"} or {@code WaitPreference = 20; of=something}. */
    private static OptionalLong secondsPreferred(final String preference) {
        final int end = preference.indexOf(';');
        final String wish = end < 0 ? preference : preference.substring(0, end);
        final int equals = wish.indexOf('=');
        if (equals < 0
                || !wish.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals(NAME)) {
            return OptionalLong.empty();
        }
        final String value = wish.substring(equals + 1).strip();
        return seconds(
                value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value);
    }

    private static OptionalLong seconds(final String text) {
        return !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    /** The same, but no longer than this. */
    WaitPreference atMost(final Duration longest) {
        return time.compareTo(longest) > 0 ? new WaitPreference(longest) : this;
    }

    /** The answer that says for how long it was held at most. */
    JsonResponse appliedTo(final JsonResponse answer) {
        return answer.with("Preference-Applied", NAME + "=" + time.toSeconds());
    }

    /** The answer that says that it was not held. */
    static JsonResponse notAppliedTo(final JsonResponse answer) {
        return new WaitPreference(Duration.ZERO).appliedTo(answer);
    }
}
