package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A line of a job's log. Immutable.
 *
 * @param number its number among all lines that the job has logged, over all its attempts, from 1. Numbers that are missing
 *     between two lines are those of lines that were dropped
 * @param attempt the attempt that logged it
 * @param at when it was logged, by the store's clock
 * @param text what it says, in a single line
 */
public record LogLine(long number, int attempt, Instant at, String text) {
    public LogLine {
        if (number < 1 || attempt < 1) {
            throw new IllegalArgumentException(
                    "lines and attempts count from 1, but this is line " + number + " of attempt " + attempt);
        }
        requireNonNull(at, "at");
        requireNonNull(text, "text");
    }
}
