package dev.jobs.store;

/** The store cannot be reached, or has no room now: try again later. What was asked may or may not have been done; every call of {@link JobStore} says what a repeat does. */
public final class JobStoreUnavailableException extends JobStoreException {
    private static final long serialVersionUID = 1L;

    /** With a message that has the value that was wrong. */
    public JobStoreUnavailableException(final String message) {
        super(message);
    }

    /** With a message, and the fault behind it. */
    public JobStoreUnavailableException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
