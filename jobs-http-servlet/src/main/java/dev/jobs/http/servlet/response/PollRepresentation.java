package dev.jobs.http.servlet.response;

import dev.jobs.JobPollResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The content that a poll shows, and the entity tag by which a client that has it already says so (RFC 9110, section 8.8.3). The
 * tag is taken from every character that is shown, so nothing can change without it. Immutable.
 *
 * @param json the body
 * @param tag the entity tag, in its quotes
 * @param pollAfter how long to wait before the next poll; empty where nothing will change any more
 */
public record PollRepresentation(String json, String tag, Optional<Duration> pollAfter) {
    public static PollRepresentation of(final JobPollResponse answer, final Map<String, String> links) {
        final String json = answer.toJson(links);
        return new PollRepresentation(json, EntityTags.of(json, answer.job().revision()), answer.pollAfter());
    }

    public static PollRepresentation of(final String json, final Optional<Duration> pollAfter) {
        return new PollRepresentation(json, EntityTags.of(json), pollAfter);
    }

    /** 304 for someone who has it already, else 200. */
    public JsonResponse answerTo(final HttpServletRequest request) {
        return isKnownTo(request) ? notModified() : whole();
    }

    /** True if this is what the request's sender says that it has. */
    public boolean isKnownTo(final HttpServletRequest request) {
        return EntityTags.isKnown(request, tag);
    }

    /** The answer for someone who does not have it: 200. */
    public JsonResponse whole() {
        return withValidators(JsonResponse.of(200, json));
    }

    /** The answer to a submission that led to it: 202. */
    public JsonResponse accepted() {
        return withRetryAfter(JsonResponse.of(202, json));
    }

    /** The answer for someone who has it already: 304. */
    public JsonResponse notModified() {
        return withValidators(JsonResponse.empty(304));
    }

    private JsonResponse withValidators(final JsonResponse answer) {
        return withRetryAfter(answer.with(
                Map.of("ETag", tag, JsonResponse.CACHE_CONTROL, "private, no-cache", "Vary", "Authorization, Cookie")));
    }

    private JsonResponse withRetryAfter(final JsonResponse answer) {
        return pollAfter
                .map(pause -> answer.with("Retry-After", Long.toString(wholeSeconds(pause))))
                .orElse(answer);
    }

    private static long wholeSeconds(final Duration pause) {
        return Math.max(1, pause.plusMillis(999).toSeconds());
    }
}
