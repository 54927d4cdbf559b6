package dev.jobs.store;

/** The store was closed by this process: stop using it. */
public final class JobStoreClosedException extends JobStoreException {
    private static final long serialVersionUID = 1L;

    /** With a message that has the value that was wrong. */
    public JobStoreClosedException(final String message) {
        super(message);
    }

    /** With a message, and the fault behind it. */
    public JobStoreClosedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
