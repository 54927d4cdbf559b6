package dev.jobs.worker.handler;

/**
 * Thrown in a handler whose attempt is to stop: its job was cancelled, it reached a limit of
 * time, its lease is lost or uncertain, or its worker closes.
 *
 * <p>A handler lets it pass; what becomes of the job is already decided.
 */
public final class JobStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A stop with this message. */
    public JobStoppedException(final String message) {
        super(message);
    }
}
