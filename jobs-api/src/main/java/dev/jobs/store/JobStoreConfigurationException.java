package dev.jobs.store;

/** The store cannot be used as it is configured: the message says what to change. */
public final class JobStoreConfigurationException extends JobStoreException {
    private static final long serialVersionUID = 1L;

    /** With a message that has the value that was wrong. */
    public JobStoreConfigurationException(final String message) {
        super(message);
    }

    /** With a message, and the fault behind it. */
    public JobStoreConfigurationException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
