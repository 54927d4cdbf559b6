package dev.jobs.client;

import org.jspecify.annotations.Nullable;

/** The service did not answer as its protocol has it: asking again the same way is of no use. The message says how. */
public class JobsClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobsClientException(final String message, final @Nullable Throwable cause) {
        super(message, cause);
    }
}
