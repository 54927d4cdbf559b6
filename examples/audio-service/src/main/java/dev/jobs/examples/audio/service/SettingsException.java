package dev.jobs.examples.audio.service;

/** A setting that the service cannot start with; the message says which, and what is wrong with it. */
final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(final String message) {
        super(message);
    }
}
