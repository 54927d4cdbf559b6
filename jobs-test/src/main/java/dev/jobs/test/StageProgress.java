package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One progress that a handler reported, as those who watch the job see it. Immutable.
 *
 * @param stage the stage that it was in; empty before the first
 * @param percent from 0 to 100 within the stage; 0 at the begin of a stage
 */
public record StageProgress(Optional<String> stage, double percent) {
    public StageProgress {
        requireNonNull(stage, "stage");
    }

    /** Progress within a stage. */
    public static StageProgress of(final String stage, final double percent) {
        return new StageProgress(Optional.of(stage), percent);
    }
}
