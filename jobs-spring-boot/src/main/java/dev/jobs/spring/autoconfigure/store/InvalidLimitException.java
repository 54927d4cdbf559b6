package dev.jobs.spring.autoconfigure.store;

/** A default limit among the settings cannot be used; the message names the setting, and says why. */
final class InvalidLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidLimitException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
