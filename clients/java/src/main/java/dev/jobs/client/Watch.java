package dev.jobs.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for one job, by polls that the service holds until something has changed. For one thread, once. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final String HELD = "wait=20";
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);

    private final HttpClient http;
    private final Supplier<HttpRequest.Builder> requests;
    private final Duration patience;

    private Optional<PolledJob> newest = Optional.empty();
    private Optional<String> tag = Optional.empty();
    private int failures;
    private long lastAnswer = System.nanoTime();

    Watch(final HttpClient http, final Supplier<HttpRequest.Builder> requests, final Duration patience) {
        this.http = http;
        this.requests = requests;
        this.patience = patience;
    }

    Optional<PolledJob> untilDone(final Consumer<PolledJob> listener) throws InterruptedException {
        while (true) {
            final Optional<Exchange> answer = poll();
            if (answer.isEmpty()) {
                sleep(pauseAfterFailure());
                continue;
            }
            final Exchange exchange = answer.get();
            switch (exchange.status()) {
                case 200 -> {
                    if (take(exchange)) {
                        newest.ifPresent(listener);
                    }
                }
                case 304 -> {}
                case 404 -> {
                    return Optional.empty();
                }
                default -> throw exchange.unexpected();
            }
            if (newest.filter(PolledJob::done).isPresent()) {
                return newest;
            }
            pause(exchange);
        }
    }

    /** The answer to a poll; none if the service is out of reach, with patience left. */
    private Optional<Exchange> poll() throws InterruptedException {
        final HttpRequest.Builder request = requests.get().GET();
        tag.ifPresent(known -> request.header("If-None-Match", known).header("Prefer", HELD));
        try {
            final Exchange exchange = Exchange.of(http, request.build());
            failures = 0;
            lastAnswer = System.nanoTime();
            return Optional.of(exchange);
        } catch (final ServiceUnavailableException e) {
            if (System.nanoTime() - lastAnswer > patience.toNanos()) {
                throw e;
            }
            failures++;
            LOG.debug("Asking again in a while", e);
            return Optional.empty();
        }
    }

    /** Whether the answer has something new: one that is older than another may come later, through a cache for one. */
    private boolean take(final Exchange exchange) {
        final PolledJob job = exchange.read(PolledJob::of);
        tag = exchange.header("ETag");
        if (newest.filter(known -> known.revision() > job.revision() || known.equals(job))
                .isPresent()) {
            return false;
        }
        newest = Optional.of(job);
        return true;
    }

    /** A poll that was held, or the first, which was not to be, is followed by the next at once. */
    private void pause(final Exchange exchange) throws InterruptedException {
        final boolean asked = exchange.request().headers().firstValue("Prefer").isPresent();
        if (tag.isPresent() && (!asked || exchange.header("Preference-Applied").isPresent())) {
            return;
        }
        sleep(exchange.retryAfter()
                .or(() -> newest.flatMap(PolledJob::pollAfter))
                .orElse(DEFAULT_PAUSE));
    }

    private Duration pauseAfterFailure() {
        final Duration doubled = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    // Not in step with all others who lost the same service.
    private static void sleep(final Duration time) throws InterruptedException {
        final long nanos = time.toNanos();
        TimeUnit.NANOSECONDS.sleep(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    }
}
