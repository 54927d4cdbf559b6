package dev.jobs.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request and what was answered to it. */
record Exchange(HttpRequest request, HttpResponse<String> response) {
    /** No pause is longer, whatever a service asks for: somebody is waiting. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Answers, besides those from 500 on, that say that another time the same request may succeed. */
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

    private static final Pattern HELD = Pattern.compile("\\bwait\\s*=\\s*\"?0*[1-9]", Pattern.CASE_INSENSITIVE);

    private static final int MOST_OF_A_BODY = 200;

    /**
     * Sends a request and waits for its answer.
     *
     * @throws ServiceUnavailableException if there is none, or none for now
     */
    static Exchange of(final HttpClient http, final HttpRequest request) throws InterruptedException {
        try {
            return new Exchange(request, http.send(request, HttpResponse.BodyHandlers.ofString())).requireNow();
        } catch (final IOException e) {
            throw notAnswered(request, e);
        }
    }

    /** The outcome of a request that was sent without waiting: its response, or the failure if there is one. */
    static Exchange of(
            final HttpRequest request, final HttpResponse<String> response, final @Nullable Throwable failure) {
        final Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof IOException unanswered) {
            throw notAnswered(request, unanswered);
        }
        if (cause != null) {
            throw new CompletionException(cause);
        }
        return new Exchange(request, response).requireNow();
    }

    private static ServiceUnavailableException notAnswered(final HttpRequest request, final IOException cause) {
        return new ServiceUnavailableException(
                request.method() + " " + request.uri() + " was not answered: " + cause, cause);
    }

    private Exchange requireNow() {
        if (status() >= 500 || (NOT_NOW.contains(status()) && limitFull().isEmpty())) {
            throw new ServiceUnavailableException(told(), this, null);
        }
        return this;
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(final String name) {
        return response.headers().firstValue(name);
    }

    /** True if the service says that it held the request: for how long at most, which is nothing where it answered at once. */
    boolean wasHeld() {
        return header("Preference-Applied")
                .filter(applied -> HELD.matcher(applied).find())
                .isPresent();
    }

    /** The pause that the service asks for: seconds, or a date (RFC 9110, section 10.2.3), of at most five minutes. */
    Optional<Duration> retryAfter() {
        return header("Retry-After").flatMap(this::pause).map(Exchange::bounded);
    }

    private Optional<Duration> pause(final String value) {
        if (value.matches("[0-9]+")) {
            return Optional.of(value.length() > 9 ? LONGEST_PAUSE : Duration.ofSeconds(Long.parseLong(value)));
        }
        final Instant now = header("Date").flatMap(Exchange::date).orElseGet(Instant::now);
        return date(value).map(then -> Duration.between(now, then));
    }

    private static Optional<Instant> date(final String value) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from));
        } catch (final DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The pause, brought between nothing and the longest. */
    static Duration bounded(final Duration pause) {
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /**
     * Reads the body.
     *
     * @param reading what throws an {@link IllegalArgumentException} if it is something else than was asked for
     * @throws ServiceUnavailableException if it is: then something else answers in the service's place
     */
    <T> T read(final Function<JsonObject, T> reading) {
        try {
            return reading.apply(JsonObject.parse(response.body()));
        } catch (final IllegalArgumentException e) {
            throw new ServiceUnavailableException(
                    told() + ", which is no answer of a jobs service: is its address right?", this, e);
        }
    }

    /**
     * True if this says that there is no such job. Any router answers 404 too, for any address.
     *
     * @throws ServiceUnavailableException if it is 404, but not the service's own
     */
    boolean saysNoSuchJob() {
        if (status() != 404) {
            return false;
        }
        return read(body -> {
            if (body.string("error").filter("Job not found"::equals).isEmpty()) {
                throw new IllegalArgumentException("this is not about a job");
            }
            return true;
        });
    }

    /** This, if it has this status. */
    Exchange require(final int expected) {
        if (status() != expected) {
            throw unexpected();
        }
        return this;
    }

    /** This, if its status is one of success. */
    Exchange requireSuccess() {
        if (status() / 100 != 2) {
            throw unexpected();
        }
        return this;
    }

    /** The exception for an answer that is not what was asked for. */
    JobsClientException unexpected() {
        return limitFull()
                .<JobsClientException>map(full -> full)
                .orElseGet(() -> new JobsClientException(told(), status(), null));
    }

    private Optional<LimitFullException> limitFull() {
        return LimitFullException.of(status(), response.body(), told());
    }

    private String told() {
        final String body = response.body();
        return request.method() + " " + request.uri() + " was answered " + status() + ": "
                + (body.length() > MOST_OF_A_BODY ? body.substring(0, MOST_OF_A_BODY) + "…" : body);
    }
}
