package dev.jobs.examples.audio.service;

/** A request that cannot be granted: the status to answer with, and a message for the one who sent it. */
final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RequestException(final int status, final String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    String messageForPeople() {
        return String.valueOf(getMessage());
    }
}
