package dev.jobs.spring.handler;

/** Handlers of jobs cannot be used as they are written. The message says which and why. */
public final class InvalidJobHandlerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String action;

    public InvalidJobHandlerException(final String message, final String action) {
        super(message);
        this.action = action;
    }

    public InvalidJobHandlerException(final String message, final String action, final Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    /** The change that corrects it. */
    public String action() {
        return action;
    }
}
