package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The time that a job's attempt spent in one of its stages. Immutable.
 *
 * @param stage the name of the stage
 * @param took the time from the stage's begin until the next stage's, or until the attempt's end; whole milliseconds
 */
public record StageTime(String stage, Duration took) {
    /** The most stage times that are kept of an attempt: those of its newest stages. */
    public static final int MOST_KEPT = 50;

    public StageTime {
        requireNonNull(stage, "stage");
        if (took.isNegative()) {
            throw new IllegalArgumentException("stage \"" + stage + "\" cannot have taken a negative time: " + took);
        }
        took = Duration.ofMillis(took.toMillis());
    }
}
