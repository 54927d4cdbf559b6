package dev.jobs.spring.autoconfigure.http;

/** The application serves jobs over HTTP, and has not said who may see them. */
final class NoJobAccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoJobAccessException(final String problem) {
        super(problem);
    }
}
