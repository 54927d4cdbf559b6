package dev.jobs.worker;

/**
 * The job is being stopped: it was cancelled, lost its lease, or its worker is shutting down.
 *
 * <p>A handler lets it pass; what becomes of the job is already decided.
 */
public final class JobStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A stop told by this message. */
    public JobStoppedException(final String message) {
        super(message);
    }
}
