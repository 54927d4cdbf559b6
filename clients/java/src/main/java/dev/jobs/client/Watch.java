package dev.jobs.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a wait for one job: it knows which request comes next, what an answer means, and how long to pause
 * before the next request. One answer follows another, so the newest wins, even one with an older revision: its database was restored.
 *
 * <p>No two requests are closer than the service asks for, nor than half a second; only the first poll that is held follows the
 * first answer at once. Not safe to share between threads: used by one at a time.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final String HELD = "wait=20";
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration USUAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);
    private static final int MOST_DOUBLINGS = 10;

    private final Supplier<HttpRequest.Builder> requests;
    private final Duration patience;
    private final LongSupplier ticker;

    private Optional<PolledJob> newest = Optional.empty();
    private Optional<String> tag = Optional.empty();
    private int failures;
    private long lastSent;
    private long lastAnswer;

    Watch(final Supplier<HttpRequest.Builder> requests, final Duration patience, final LongSupplier ticker) {
        this.requests = requests;
        this.patience = patience;
        this.ticker = ticker;
        this.lastAnswer = ticker.getAsLong();
    }

    /** The step after an answer. */
    sealed interface Next {}

    /**
     * Nothing more: the job as it ended; empty if there is none.
     *
     * @param news whether this has not been told yet
     */
    record End(Optional<PolledJob> job, boolean news) implements Next {}

    /**
     * The next request.
     *
     * @param news the job, if it has changed
     * @param pause how long to wait before the request
     */
    record Again(Optional<PolledJob> news, Duration pause) implements Next {}

    /** The next request, which is sent now. */
    HttpRequest request() {
        final HttpRequest.Builder request = requests.get().GET();
        tag.ifPresent(known -> request.header("If-None-Match", known).header("Prefer", HELD));
        lastSent = ticker.getAsLong();
        return request.build();
    }

    /**
     * Takes the answer to the last request.
     *
     * @throws ServiceUnavailableException if it is none, to be handed to {@link #failed}
     */
    Next answered(final Exchange exchange) {
        if (exchange.saysNoSuchJob()) {
            return new End(Optional.empty(), false);
        }
        final Next next = switch (exchange.status()) {
            case 200 -> changed(exchange);
            case 304 -> unchanged(exchange);
            default -> throw exchange.unexpected();
        };
        failures = 0;
        lastAnswer = ticker.getAsLong();
        return next;
    }

    private Next changed(final Exchange exchange) {
        final PolledJob job = exchange.read(PolledJob::of);
        final boolean isFirst = newest.isEmpty();
        final boolean isNews = newest.filter(job::equals).isEmpty();
        final boolean wasHeld = tag.isPresent() && exchange.wasHeld();
        newest = Optional.of(job);
        tag = exchange.header("ETag");
        if (job.done()) {
            return new End(newest, isNews);
        }
        final Optional<PolledJob> news = isNews ? newest : Optional.empty();
        if (isFirst && tag.isPresent() && failures == 0) {
            return new Again(news, Duration.ZERO);
        }
        return new Again(news, wasHeld && isNews ? untilNext(SHORTEST) : untilNext(pauseOf(exchange)));
    }

    private Next unchanged(final Exchange exchange) {
        if (tag.isEmpty()) {
            throw new ServiceUnavailableException(
                    exchange.request().uri() + " was answered 304 to a request without a tag", exchange, null);
        }
        return new Again(Optional.empty(), untilNext(pauseOf(exchange)));
    }

    /** The longest of the pauses that the service asks for. */
    private Duration pauseOf(final Exchange exchange) {
        return Stream.of(exchange.retryAfter(), newest.flatMap(PolledJob::pollAfter))
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .map(Exchange::bounded)
                .orElse(USUAL);
    }

    /** The rest of a pause that began with the last request; a little more by chance, to keep out of step with others. */
    private Duration untilNext(final Duration pause) {
        final long nanos = (pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause).toNanos();
        final long elapsed = ticker.getAsLong() - lastSent;
        final long chance = ThreadLocalRandom.current().nextLong(nanos / 10 + 1);
        return elapsed >= nanos ? Duration.ZERO : Duration.ofNanos(nanos - elapsed + chance);
    }

    /**
     * Takes a failure of the last request: when to try again.
     *
     * @throws ServiceUnavailableException the failure, if patience has ended
     */
    Again failed(final ServiceUnavailableException failure) {
        if (ticker.getAsLong() - lastAnswer > patience.toNanos()) {
            throw failure;
        }
        LOG.debug("Asking again in a while", failure);
        tag = Optional.empty();
        failures++;
        final Duration doubled = SHORTEST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        final long nanos = (doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF).toNanos();
        final Duration own =
                Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
        return new Again(
                Optional.empty(),
                failure.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own));
    }
}
