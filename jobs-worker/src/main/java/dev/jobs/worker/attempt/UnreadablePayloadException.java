package dev.jobs.worker.attempt;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.time.Duration;

/** The payload of a job does not fit the type that its handler takes: this worker leaves the job to others. */
public final class UnreadablePayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration grace;

    public UnreadablePayloadException(final Throwable cause, final Duration grace) {
        super(cause);
        this.grace = grace;
    }

    /** The time that the job waits for a worker that can read it. */
    Duration grace() {
        return grace;
    }

    /** The kind of failure and its field; not the messages, which may have values of the payload. */
    public String where() {
        Throwable cause = this;
        while (!(cause instanceof JsonMappingException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        final String name = cause.getClass().getSimpleName();
        return cause instanceof JsonMappingException mapping ? name + " at " + mapping.getPathReference() : name;
    }
}
