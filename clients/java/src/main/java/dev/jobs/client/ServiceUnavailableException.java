package dev.jobs.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service cannot be reached, says that it cannot answer now, or something else answers in its place, such as a proxy: the same
 * call may succeed later.
 */
public final class ServiceUnavailableException extends JobsClientException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /** Without any answer. */
    ServiceUnavailableException(final String message, final Throwable cause) {
        super(message, cause);
        this.retryAfter = null;
    }

    /** With an answer that is not what was asked for. */
    ServiceUnavailableException(final String message, final Exchange exchange, final @Nullable Throwable cause) {
        super(message, exchange.status(), cause);
        this.retryAfter = exchange.retryAfter().orElse(null);
    }

    /** The pause that the service asks for before the next try, of at most five minutes. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
