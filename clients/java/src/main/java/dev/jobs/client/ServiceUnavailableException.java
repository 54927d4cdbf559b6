package dev.jobs.client;

import org.jspecify.annotations.Nullable;

/** The service cannot be reached, or says that it cannot answer now: the same call may succeed later. */
public final class ServiceUnavailableException extends JobsClientException {
    private static final long serialVersionUID = 1L;

    ServiceUnavailableException(final String message, final @Nullable Throwable cause) {
        super(message, cause);
    }
}
