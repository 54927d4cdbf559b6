package dev.jobs.spring.autoconfigure.worker;

/** The time that Spring gives each phase of its shutdown is too short for the worker. The message has both times. */
final class ShutdownTimeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String action;

    ShutdownTimeException(final String message, final String action) {
        super(message);
        this.action = action;
    }

    /** The change that corrects it. */
    String action() {
        return action;
    }
}
