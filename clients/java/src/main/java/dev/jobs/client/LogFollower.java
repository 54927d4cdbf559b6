package dev.jobs.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * The state of someone who follows a log: it knows which request comes next, what an answer means, and how long to pause before the
 * next request. Not safe to share between threads: used by one at a time.
 */
final class LogFollower {
    private static final String HELD = "wait=20";

    private final LongFunction<HttpRequest.Builder> requests;
    private final Pauses pauses;

    private long after;

    /**
     * Follows a log from behind the line of this number.
     *
     * @param requests makes the request for the lines after one number
     */
    LogFollower(
            final LongFunction<HttpRequest.Builder> requests,
            final long after,
            final Duration patience,
            final LongSupplier ticker) {
        this.requests = requests;
        this.after = after;
        this.pauses = new Pauses(patience, ticker);
    }

    /** The next request, which is sent now. */
    HttpRequest request() {
        pauses.sent();
        return requests.apply(after).header("Prefer", HELD).GET().build();
    }

    /**
     * Takes the answer to the last request: what is new; empty if there is no such log.
     *
     * @throws ServiceUnavailableException if it is none, to be handed to {@link #failed}
     */
    Optional<PolledLog> answered(final Exchange exchange) {
        if (exchange.saysNoSuchJob()) {
            return Optional.empty();
        }
        final PolledLog log = exchange.require(200).read(PolledLog::of);
        pauses.answered();
        after = log.next();
        return Optional.of(log);
    }

    /** The pause before the next request, after this answer. */
    Duration pause(final Exchange exchange, final PolledLog log) {
        if (log.hasMore()) {
            return Duration.ZERO;
        }
        if (exchange.wasHeld()) {
            return pauses.untilNext(Pauses.SHORTEST);
        }
        // After lines that were there already the next request is held, where the service holds any.
        return pauses.untilNext(log.lines().isEmpty() ? exchange.retryAfter().orElse(Pauses.USUAL) : Pauses.USUAL);
    }

    /**
     * Takes a failure of the last request: the pause before the next.
     *
     * @throws ServiceUnavailableException the failure, if patience has ended
     */
    Duration failed(final ServiceUnavailableException failure) {
        return pauses.failed(failure);
    }
}
