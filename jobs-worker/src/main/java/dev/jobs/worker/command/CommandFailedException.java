package dev.jobs.worker.command;

/**
 * A child process that could not be started, ended with another code than 0, or was killed by a signal.
 *
 * <p>The message is for people: the program's name, what happened, and the output's last lines. It never holds
 * arguments or environment.
 */
public class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure told by this message. */
    public CommandFailedException(final String message) {
        super(message);
    }
}
