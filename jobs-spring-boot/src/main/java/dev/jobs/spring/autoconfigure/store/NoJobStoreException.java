package dev.jobs.spring.autoconfigure.store;

/** The application has not said where its jobs are kept. */
final class NoJobStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String cure;

    NoJobStoreException(final String problem, final String cure) {
        super(problem);
        this.cure = cure;
    }

    /** The ways to say it. */
    String cure() {
        return cure;
    }
}
