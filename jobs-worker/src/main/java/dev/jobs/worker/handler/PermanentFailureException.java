package dev.jobs.worker.handler;

/** Thrown by a handler: the job cannot be done, and trying again would be of no use. The message is for people. */
public class PermanentFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what went wrong, which becomes the job's error. */
    public PermanentFailureException(final String message) {
        super(message);
    }

    /** With what went wrong, which becomes the job's error, and the fault behind it, which is logged. */
    public PermanentFailureException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
