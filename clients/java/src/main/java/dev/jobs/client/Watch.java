package dev.jobs.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The state of a wait for one job: it knows which request comes next, what an answer means, and how long to pause
 * before the next request. One answer follows another, so the newest wins, even one with an older revision: its database was restored.
 *
 * <p>No two requests are closer than the service asks for, nor than half a second; only the first poll that is held follows the
 * first answer at once. Not safe to share between threads: used by one at a time.
 */
final class Watch {
    private static final String HELD = "wait=20";

    private final Supplier<HttpRequest.Builder> requests;
    private final Pauses pauses;

    private Optional<PolledJob> newest = Optional.empty();
    private Optional<String> tag = Optional.empty();

    Watch(final Supplier<HttpRequest.Builder> requests, final Duration patience, final LongSupplier ticker) {
        this.requests = requests;
        this.pauses = new Pauses(patience, ticker);
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
        pauses.sent();
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
        pauses.answered();
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
        if (isFirst && tag.isPresent() && !pauses.hasFailed()) {
            return new Again(news, Duration.ZERO);
        }
        return new Again(news, pauses.untilNext(wasHeld && isNews ? Pauses.SHORTEST : pauseOf(exchange)));
    }

    private Next unchanged(final Exchange exchange) {
        if (tag.isEmpty()) {
            throw new ServiceUnavailableException(
                    exchange.request().uri() + " was answered 304 to a request without a tag", exchange, null);
        }
        return new Again(Optional.empty(), pauses.untilNext(pauseOf(exchange)));
    }

    /** The longest of the pauses that the service asks for. */
    private Duration pauseOf(final Exchange exchange) {
        return Stream.of(exchange.retryAfter(), newest.flatMap(PolledJob::pollAfter))
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .map(Exchange::bounded)
                .orElse(Pauses.USUAL);
    }

    /**
     * Takes a failure of the last request: when to try again.
     *
     * @throws ServiceUnavailableException the failure, if patience has ended
     */
    Again failed(final ServiceUnavailableException failure) {
        final Duration pause = pauses.failed(failure);
        tag = Optional.empty();
        return new Again(Optional.empty(), pause);
    }
}
