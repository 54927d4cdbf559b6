package dev.jobs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
    private static final JobId ID = JobId.random();
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration USUAL = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private final AtomicLong nanos = new AtomicLong();
    private final Watch watch = new Watch(
            () -> HttpRequest.newBuilder(URI.create("http://audio.example/jobs/" + ID)),
            Duration.ofDays(1),
            nanos::get);

    /** A pause that is asked for, and what it is worth. */
    private record Asked(Optional<String> text, Optional<Duration> pause) {
        static Asked nothing() {
            return new Asked(Optional.empty(), Optional.empty());
        }

        static Asked of(final String text, final Duration pause) {
            return new Asked(Optional.of(text), Optional.of(pause));
        }

        static Asked nonsense(final String text) {
            return new Asked(Optional.of(text), Optional.empty());
        }
    }

    private static final Asked[] RETRY_AFTER = {
        Asked.nothing(),
        Asked.of("0", Duration.ZERO),
        Asked.of("1", Duration.ofSeconds(1)),
        Asked.of("10", Duration.ofSeconds(10)),
        Asked.of("2147484", LONGEST),
        Asked.of("99999999999999999999999", LONGEST),
        Asked.of("Mon, 05 Jan 2099 10:00:00 GMT", LONGEST),
        Asked.of("Mon, 05 Jan 2015 10:00:00 GMT", Duration.ZERO),
        Asked.nonsense("-5"),
        Asked.nonsense("soon"),
        Asked.nonsense("")
    };

    private static final Asked[] POLL_AFTER = {
        Asked.nothing(),
        Asked.of("0", Duration.ZERO),
        Asked.of("5", Duration.ofMillis(5)),
        Asked.of("1000", Duration.ofSeconds(1)),
        Asked.of("10000", Duration.ofSeconds(10)),
        Asked.of("4294967301", LONGEST),
        Asked.of("1e300", LONGEST),
        Asked.nonsense("-1"),
        Asked.nonsense("null"),
        Asked.nonsense("\"5\""),
        Asked.nonsense("{}")
    };

    private static final String[] NO_ANSWERS = {
        "",
        "{}",
        "[]",
        "null",
        "7",
        "\"x\"",
        "<html>",
        "{\"jobId\":",
        "{\"jobId\":7,\"status\":\"complete\"}",
        "{\"jobId\":\"" + ID + "\",\"status\":\"\"}",
        "{} {}"
    };

    private static final int[] REFUSALS = {404, 408, 429, 500, 502, 503, 504};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsAnsweredNoRequestComesBeforeThePauseThatWasAskedFor(final long seed) {
        final Random random = new Random(seed);
        int atOnce = 0;
        Optional<Duration> known = Optional.empty();

        for (int i = 0; i < 2_000; i++) {
            final HttpRequest request = watch.request();
            final boolean asksToBeHeld = request.headers().firstValue("Prefer").isPresent();
            final Asked retryAfter = one(random, RETRY_AFTER);
            final Duration pause;
            Duration least;
            if (random.nextInt(3) == 0) {
                pause = failed(() -> refusal(random, request, retryAfter));
                least = retryAfter.pause().orElse(SHORTEST);
            } else if (random.nextInt(3) == 0 && asksToBeHeld) {
                final Exchange unchanged = Answer.to(request, 304, "", Map.of("Retry-After", retryAfter.text()));
                pause = again(watch.answered(unchanged)).pause();
                least = longest(retryAfter.pause(), known);
            } else {
                final Asked pollAfter = one(random, POLL_AFTER);
                final boolean wasHeld = random.nextInt(4) == 0;
                final Watch.Again next = again(watch.answered(answer(random, request, retryAfter, pollAfter, wasHeld)));
                pause = next.pause();
                least = longest(retryAfter.pause(), pollAfter.pause());
                known = pollAfter.pause();
                if (asksToBeHeld && wasHeld && next.news().isPresent()) {
                    least = SHORTEST;
                }
            }
            if (pause.compareTo(least) < 0) {
                atOnce++;
            }
            assertThat(pause).as("seed %s, answer %s", seed, i).isLessThan(LONGEST.multipliedBy(2));
        }

        assertThat(atOnce).as("requests that came early").isLessThanOrEqualTo(1);
    }

    private static Exchange answer(
            final Random random,
            final HttpRequest request,
            final Asked retryAfter,
            final Asked pollAfter,
            final boolean wasHeld) {
        final String pollAfterMs =
                pollAfter.text().map(text -> ",\"pollAfterMs\":" + text).orElse("");
        final String body = "{\"jobId\":\"" + ID + "\",\"status\":\"processing\",\"done\":false,\"progress\":"
                + random.nextInt(3) + pollAfterMs + "}";
        final Optional<String> tag =
                Optional.of("\"" + random.nextInt(2) + "\"").filter(some -> random.nextBoolean());
        final Optional<String> applied = Optional.of(wasHeld ? "wait=20" : "wait=0");
        return Answer.to(
                request,
                200,
                body,
                Map.of("ETag", tag, "Preference-Applied", applied, "Retry-After", retryAfter.text()));
    }

    private static Exchange refusal(final Random random, final HttpRequest request, final Asked retryAfter) {
        final boolean isRefused = random.nextBoolean();
        final int status = isRefused ? REFUSALS[random.nextInt(REFUSALS.length)] : 200;
        return Answer.to(request, status, one(random, NO_ANSWERS), Map.of("Retry-After", retryAfter.text()));
    }

    private Duration failed(final Supplier<Exchange> exchange) {
        try {
            return again(watch.answered(exchange.get())).pause();
        } catch (final ServiceUnavailableException e) {
            return watch.failed(e).pause();
        }
    }

    private static Duration longest(final Optional<Duration> one, final Optional<Duration> other) {
        return Stream.of(one, other)
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .map(pause -> pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause)
                .orElse(USUAL);
    }

    private static Watch.Again again(final Watch.Next next) {
        assertThat(next).isInstanceOf(Watch.Again.class);
        return (Watch.Again) next;
    }

    private static <T> T one(final Random random, final T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Test
    void theAnswerToTheLaterRequestWinsThoughItsRevisionWentBack() {
        final String body = "{\"jobId\":\"" + ID + "\",\"status\":\"%s\",\"done\":%s,\"revision\":%s}";
        watch.answered(
                Answer.to(watch.request(), 200, String.format(Locale.ROOT, body, "processing", false, 30), Map.of()));

        final Watch.Next next = watch.answered(
                Answer.to(watch.request(), 200, String.format(Locale.ROOT, body, "complete", true, 4), Map.of()));

        assertThat(next)
                .isInstanceOfSatisfying(
                        Watch.End.class,
                        end -> assertThat(end.job())
                                .hasValueSatisfying(
                                        job -> assertThat(job.revision()).isEqualTo(4)));
    }

    @Test
    void patienceIsOverWhenNoAnswerHasComeForSoLong() {
        watch.request();
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        watch.failed(new ServiceUnavailableException("refused", new IOException("down")));
        nanos.addAndGet(1);

        assertThatThrownBy(() -> watch.failed(new ServiceUnavailableException("refused", new IOException("down"))))
                .hasMessage("refused");
    }

    @Test
    void onlyTheServicesOwnWordsMeanThatThereIsNoSuchJob() {
        final Exchange routers = Answer.to(watch.request(), 404, "<html>404 Not Found</html>", Map.of());
        final Exchange frameworks = Answer.to(watch.request(), 404, "{\"error\":\"Not Found\"}", Map.of());
        final Exchange services = Answer.to(watch.request(), 404, "{\"error\":\"Job not found\"}", Map.of());

        assertThatThrownBy(() -> watch.answered(routers)).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(() -> watch.answered(frameworks)).isInstanceOf(ServiceUnavailableException.class);
        assertThat(watch.answered(services)).isEqualTo(new Watch.End(Optional.empty(), false));
    }

    @Test
    void aTagThatWasNotSentCannotBeUnchanged() {
        final Exchange unchanged = Answer.to(watch.request(), 304, "", Map.of());

        assertThatThrownBy(() -> watch.answered(unchanged)).isInstanceOf(ServiceUnavailableException.class);
    }
}
