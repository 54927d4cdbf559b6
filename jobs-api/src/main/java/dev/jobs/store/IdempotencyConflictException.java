package dev.jobs.store;

/** An idempotency key was used again for something else: with another type or payload than the first time. Nothing was stored. */
public final class IdempotencyConflictException extends JobStoreException {
    private static final long serialVersionUID = 1L;

    /** With a message that has the value that was wrong. */
    public IdempotencyConflictException(final String message) {
        super(message);
    }

    /** With a message, and the fault behind it. */
    public IdempotencyConflictException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
