package dev.jobs.worker.command;

import static java.util.Objects.requireNonNull;

/**
 * The end of a child process that did well.
 *
 * @param exitCode always 0: any other end is a {@link CommandFailedException}
 * @param outputTail the last of its standard output and error, as they came
 */
public record CommandResult(int exitCode, String outputTail) {
    /** Checks that nothing is missing. */
    public CommandResult {
        requireNonNull(outputTail, "outputTail");
    }
}
