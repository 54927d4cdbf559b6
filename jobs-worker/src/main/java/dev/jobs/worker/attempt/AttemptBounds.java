package dev.jobs.worker.attempt;

import dev.jobs.AttemptLimits;
import dev.jobs.store.LogLimits;

/**
 * The bounds that a worker sets to all of its attempts. Immutable.
 *
 * @param limits the limits of time of those whose jobs have none of their own
 * @param log the most that is kept of a job's log
 */
public record AttemptBounds(AttemptLimits limits, LogLimits log) {
    /** No limits of time, and the standard size of a log. */
    public static final AttemptBounds STANDARD = new AttemptBounds(AttemptLimits.NONE, LogLimits.STANDARD);
}
