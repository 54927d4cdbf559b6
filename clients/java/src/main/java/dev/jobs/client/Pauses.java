package dev.jobs.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pauses between the requests of someone who waits: as long as the service asks for, at least half a second, and growing ones
 * while it cannot be reached, until patience ends. Not safe to share between threads: used by one at a time.
 */
final class Pauses {
    static final Duration SHORTEST = Duration.ofMillis(500);
    static final Duration USUAL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);
    private static final int MOST_DOUBLINGS = 10;

    private final Duration patience;
    private final LongSupplier ticker;

    private int failures;
    private long lastSent;
    private long lastAnswer;

    Pauses(final Duration patience, final LongSupplier ticker) {
        this.patience = patience;
        this.ticker = ticker;
        this.lastAnswer = ticker.getAsLong();
    }

    /** A request is sent now. */
    void sent() {
        lastSent = ticker.getAsLong();
    }

    /** It was answered. */
    void answered() {
        failures = 0;
        lastAnswer = ticker.getAsLong();
    }

    /** True if the last request came to nothing. */
    boolean hasFailed() {
        return failures > 0;
    }

    /** The rest of a pause that began with the last request; a little more by chance, to keep out of step with others. */
    Duration untilNext(final Duration pause) {
        final long nanos = (pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause).toNanos();
        final long elapsed = ticker.getAsLong() - lastSent;
        final long chance = ThreadLocalRandom.current().nextLong(nanos / 10 + 1);
        return elapsed >= nanos ? Duration.ZERO : Duration.ofNanos(nanos - elapsed + chance);
    }

    /**
     * The pause after a failure of the last request.
     *
     * @throws ServiceUnavailableException the failure, if patience has ended
     */
    Duration failed(final ServiceUnavailableException failure) {
        if (ticker.getAsLong() - lastAnswer > patience.toNanos()) {
            throw failure;
        }
        LOG.debug("Asking again in a while", failure);
        failures++;
        final Duration doubled = SHORTEST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        final long nanos = (doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF).toNanos();
        final Duration own =
                Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
        return failure.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
    }
}
