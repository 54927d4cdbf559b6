package dev.jobs.client;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The service did not do what it was asked: asking again the same way is of no use, except where the subclass says so. The message says what it
 * answered.
 */
public class JobsClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NO_ANSWER = 0;

    private final int status;

    JobsClientException(final String message, final int status, final @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    JobsClientException(final String message, final @Nullable Throwable cause) {
        this(message, NO_ANSWER, cause);
    }

    /** The HTTP status of the answer, such as 401; empty if there was none. */
    public OptionalInt status() {
        return status == NO_ANSWER ? OptionalInt.empty() : OptionalInt.of(status);
    }
}
