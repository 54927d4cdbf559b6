package dev.jobs.http.servlet;

import dev.jobs.http.servlet.response.BadRequestException;
import dev.jobs.http.servlet.watch.HoldTime;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads for how long a client would have its poll held: {@code Prefer: wait=20} (RFC 7240, section 4.3) or {@code ?wait=20}. A
 * preference that cannot be read is none, as that specification wants it; a parameter that cannot be read is refused.
 */
final class WaitPreference {
    private static final String NAME = "wait";
    private static final int MOST_DIGITS = 9;

    private WaitPreference() {}

    /** The time that this request names; empty if it names none. */
    static Optional<HoldTime> of(final HttpServletRequest request) {
        final Optional<HoldTime> preferred = Collections.list(request.getHeaders("Prefer")).stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .flatMapToLong(preference -> secondsPreferred(preference).stream())
                .mapToObj(HoldTime::ofSeconds)
                .findFirst();
        return preferred.or(() -> Query.of(request).one(NAME).map(WaitPreference::parameter));
    }

    private static HoldTime parameter(final String text) {
        return HoldTime.ofSeconds(seconds(text)
                .orElseThrow(() -> new BadRequestException("The parameter wait is a whole number of seconds")));
    }

    /** The seconds in {@code wait=20}, {@code wait="20"} or {@code Wait = 20; of=something}. */
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
}
