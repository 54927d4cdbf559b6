package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The part of the history that is asked for. Immutable.
 *
 * @param range the time; the minute that its beginning falls into belongs to it
 * @param step the time that one answer tells of: whole minutes, at most {@link #MOST_STEPS} of them in the range. Whole hours, or
 *     quarters of an hour, reach farther back where there are many queues and types; see {@link History#MOST_SUMS}
 */
public record HistoryQuery(TimeRange range, Duration step) {
    /** The highest number of steps. */
    public static final int MOST_STEPS = 1_500;

    /** The time for which the history is kept. */
    public static final Duration KEPT = Duration.ofDays(7);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    public HistoryQuery {
        requireNonNull(range, "range");
        requireNonNull(step, "step");
        if (step.compareTo(MINUTE) < 0 || step.toMinutes() * 60 != step.toSeconds() || step.toNanosPart() != 0) {
            throw new IllegalArgumentException("a step is whole minutes, but not " + step);
        }
        if (steps(range, step) > MOST_STEPS) {
            throw new IllegalArgumentException("there are at most " + MOST_STEPS + " steps, but not " + step + " from "
                    + range.from() + " until " + range.until());
        }
    }

    private static long steps(final TimeRange range, final Duration step) {
        return (range.until().getEpochSecond() - range.from().getEpochSecond()) / step.toSeconds();
    }

    /** The last so much time before this moment, minute by minute. */
    public static HistoryQuery last(final Duration time, final Instant now) {
        return new HistoryQuery(new TimeRange(now.minus(time), now), MINUTE);
    }

    /** The beginning of the step that a moment of the range falls into; steps are counted from 1970. */
    public Instant stepOf(final Instant moment) {
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), step.toSeconds()) * step.toSeconds());
    }
}
