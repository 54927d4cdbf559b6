package dev.jobs.http.servlet.watch;

import dev.jobs.JobId;
import dev.jobs.http.servlet.response.JsonResponse;
import java.time.Duration;

/**
 * The wish of a request to be held. Immutable.
 *
 * @param id the job that it waits for
 * @param otherwise the answer when the time is over before what is waited for has come
 * @param limit for how long
 */
public record Hold(JobId id, JsonResponse otherwise, HoldTime limit) {
    /** The same, no longer than this. */
    public Hold atMost(final Duration longest) {
        return new Hold(id, otherwise, limit.atMost(longest));
    }
}
