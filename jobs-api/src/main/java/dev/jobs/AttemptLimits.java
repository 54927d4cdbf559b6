package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits of time of each attempt of a job. An attempt that reaches one is stopped as by a cancel, with all its child
 * processes, and has then failed with an error that names the limit. Immutable: each {@code with} method gives other limits.
 *
 * @param timeLimit the most time that an attempt may take; empty: what its worker allows
 * @param silenceLimit the most time for which an attempt may show no sign of life: no stage, progress, log line or output of a
 *     child process; empty: what its worker allows
 * @param atLimit what becomes of the job when an attempt has reached a limit
 */
public record AttemptLimits(Optional<Duration> timeLimit, Optional<Duration> silenceLimit, AtLimit atLimit) {
    /** No limits of its own. */
    public static final AttemptLimits NONE = new AttemptLimits(Optional.empty(), Optional.empty(), AtLimit.TRY_AGAIN);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** The consequence for a job when an attempt has reached a limit. */
    public enum AtLimit {
        /** It is tried again while it has attempts left, as after any failure. */
        TRY_AGAIN,

        /** It fails for good. */
        FAIL
    }

    public AttemptLimits {
        timeLimit = timeLimit.map(time -> checked("a time limit", time));
        silenceLimit = silenceLimit.map(time -> checked("a silence limit", time));
        requireNonNull(atLimit, "atLimit");
    }

    /**
     * The same limits, with at most this time for an attempt, measured by its worker from the start of the handler.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 36,500 days
     */
    public AttemptLimits withTimeLimit(final Duration time) {
        return new AttemptLimits(Optional.of(time), silenceLimit, atLimit);
    }

    /**
     * The same limits, with at most this time without a sign of life: a stage, progress, a log line or output of a child process.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 36,500 days
     */
    public AttemptLimits withSilenceLimit(final Duration time) {
        return new AttemptLimits(timeLimit, Optional.of(time), atLimit);
    }

    /** The same limits, at which the job fails for good. */
    public AttemptLimits failingForGood() {
        return new AttemptLimits(timeLimit, silenceLimit, AtLimit.FAIL);
    }

    private static Duration checked(final String what, final Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " is from 1 ms to " + LONGEST.toDays() + " days, but not " + time);
        }
        return Duration.ofMillis(time.toMillis());
    }
}
