package dev.jobs.worker.command;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** A child process that reached its own {@linkplain Command#timeLimit(Duration) time limit} and was ended with its whole tree. */
public final class CommandTimedOutException extends CommandFailedException {
    private static final long serialVersionUID = 1L;

    private final Duration timeLimit;

    /** A command that reached this limit, told by this message. */
    public CommandTimedOutException(final String message, final Duration timeLimit) {
        super(message);
        this.timeLimit = requireNonNull(timeLimit, "timeLimit");
    }

    /** The limit that it reached. */
    public Duration timeLimit() {
        return timeLimit;
    }
}
