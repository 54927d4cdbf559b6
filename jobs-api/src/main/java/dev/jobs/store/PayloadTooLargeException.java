package dev.jobs.store;

/** A payload is larger than the store takes; the message has both sizes. Nothing was stored. */
public final class PayloadTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    PayloadTooLargeException(final String message) {
        super(message);
    }
}
