package dev.jobs.store;

/** A store could not do what it was asked; the subclasses say what the caller can do about it. */
public class JobStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that has the value that was wrong. */
    public JobStoreException(final String message) {
        super(message);
    }

    /** With a message, and the fault behind it. */
    public JobStoreException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
