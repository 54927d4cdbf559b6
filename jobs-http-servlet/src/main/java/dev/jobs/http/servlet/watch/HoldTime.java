package dev.jobs.http.servlet.watch;

import dev.jobs.http.servlet.response.JsonResponse;
import java.time.Duration;

/**
 * The time for which a client would have its poll held. Immutable.
 *
 * @param time zero to {@link #LONGEST}
 */
public record HoldTime(Duration time) {
    /** Below what proxies and clients commonly take for a connection that has died. */
    public static final Duration LONGEST = Duration.ofSeconds(25);

    /** As many seconds, but not more than are granted. */
    public static HoldTime ofSeconds(final long seconds) {
        return new HoldTime(Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds())));
    }

    /** The same, but no longer than this. */
    public HoldTime atMost(final Duration longest) {
        return time.compareTo(longest) > 0 ? new HoldTime(longest) : this;
    }

    /** The answer that says for how long it was held at most. */
    public JsonResponse appliedTo(final JsonResponse answer) {
        return answer.with("Preference-Applied", "wait=" + time.toSeconds());
    }

    /** The answer that says that it was not held. */
    public static JsonResponse notAppliedTo(final JsonResponse answer) {
        return new HoldTime(Duration.ZERO).appliedTo(answer);
    }
}
