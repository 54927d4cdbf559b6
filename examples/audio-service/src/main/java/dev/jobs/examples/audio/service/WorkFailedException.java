package dev.jobs.examples.audio.service;

/**
 * Work that came to nothing, though trying again may help. The message is for the person whose job it is; the cause is for
 * the log.
 */
final class WorkFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkFailedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
