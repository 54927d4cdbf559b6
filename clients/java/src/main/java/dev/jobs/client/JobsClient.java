package dev.jobs.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The jobs of another service, as its {@code JobsServlet} tells of them. Immutable and safe to share between threads; it
 * holds no thread or connection beside those of its {@link HttpClient}.
 *
 * <p>{@link #get}, {@link #getMany} and {@link #cancel} ask once, and throw {@link ServiceUnavailableException} if that
 * comes to nothing; each may be repeated. {@link #waitFor} goes on through that, for as long as the client's patience.
 */
public final class JobsClient {
    private static final int MOST_IDS = 100;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final HttpClient http;
    private final Consumer<HttpRequest.Builder> requests;
    private final Duration patience;

    private JobsClient(
            final URI base,
            final HttpClient http,
            final Consumer<HttpRequest.Builder> requests,
            final Duration patience) {
        this.base = base;
        this.http = http;
        this.requests = requests;
        this.patience = patience;
    }

    /**
     * A client for the jobs at this address, such as {@code https://audio.example/api/jobs}, with a patience of five minutes.
     *
     * @throws IllegalArgumentException if it is no absolute http or https address
     */
    public static JobsClient at(final URI base) {
        if (base.getScheme() == null || !base.getScheme().matches("(?i)https?") || base.getQuery() != null) {
            throw new IllegalArgumentException(
                    "jobs are at an absolute http or https address without a query, not at " + base);
        }
        final String text = base.toString();
        return new JobsClient(
                URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text),
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build(),
                request -> {},
                Duration.ofMinutes(5));
    }

    /** The same, by another HTTP client. */
    public JobsClient withHttpClient(final HttpClient client) {
        return new JobsClient(base, requireNonNull(client, "client"), requests, patience);
    }

    /** The same, with something done to each request before it is sent: a header that says who asks, for one. */
    public JobsClient withRequests(final Consumer<HttpRequest.Builder> change) {
        return new JobsClient(base, http, requireNonNull(change, "change"), patience);
    }

    /** The same, but it waits through as long a time in which the service cannot be reached. */
    public JobsClient withPatience(final Duration time) {
        return new JobsClient(base, http, requests, requireNonNull(time, "time"));
    }

    /** The job as it stands; empty if there is none that this caller may see. */
    public Optional<PolledJob> get(final JobId id) {
        final Exchange exchange = exchanged(request("/" + id).GET());
        return switch (exchange.status()) {
            case 200 -> Optional.of(exchange.read(PolledJob::of));
            case 404 -> Optional.empty();
            default -> throw exchange.unexpected();
        };
    }

    /** Those of these jobs that there are and that this caller may see, in their order; a request for each hundred. */
    public Map<JobId, PolledJob> getMany(final Collection<JobId> ids) {
        final List<JobId> wanted = ids.stream().distinct().toList();
        final Map<JobId, PolledJob> jobs = new LinkedHashMap<>();
        for (int first = 0; first < wanted.size(); first += MOST_IDS) {
            final String some = wanted.subList(first, Math.min(wanted.size(), first + MOST_IDS)).stream()
                    .map(JobId::toString)
                    .collect(Collectors.joining(","));
            final Exchange exchange = exchanged(request("?ids=" + some).GET());
            if (exchange.status() != 200) {
                throw exchange.unexpected();
            }
            exchange.read(JobsClient::jobs).forEach(job -> jobs.put(job.id(), job));
        }
        return jobs;
    }

    private static List<PolledJob> jobs(final JsonNode answer) {
        final List<PolledJob> jobs = new ArrayList<>();
        answer.path("jobs").forEach(job -> jobs.add(PolledJob.of(job)));
        return jobs;
    }

    /** Cancels a job. That its work has stopped is told by {@link PolledJob#done()}. */
    public CancelOutcome cancel(final JobId id) {
        final Exchange exchange = exchanged(request("/" + id + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
        return switch (exchange.status()) {
            case 200 -> new CancelOutcome.Cancelled();
            case 404 -> new CancelOutcome.NotFound();
            case 409 ->
                exchange.read(answer -> new CancelOutcome.AlreadyTerminal(
                        JobStatus.ofWireName(answer.path("status").asText())));
            default -> throw exchange.unexpected();
        };
    }

    /** Waits until a job is done; see {@link #waitFor(JobId, Consumer)}. */
    public Optional<PolledJob> waitFor(final JobId id) throws InterruptedException {
        return waitFor(id, job -> {});
    }

    /**
     * Waits until a job is done, through restarts of its service, and tells of what changes until then. It asks the service to
     * answer when something has changed; where that is not to be had, it polls as often as the service would have it.
     *
     * @param listener told, on this thread, of the job as it stands first, each time that it has changed, and at last
     * @return the job at its end; empty if there is none that this caller may see, or none any more
     * @throws ServiceUnavailableException if the service cannot be reached for longer than this client's patience
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public Optional<PolledJob> waitFor(final JobId id, final Consumer<PolledJob> listener) throws InterruptedException {
        return new Watch(http, () -> request("/" + id), patience).untilDone(listener);
    }

    private HttpRequest.Builder request(final String path) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER_TIMEOUT)
                .header("Accept", "application/json");
        requests.accept(request);
        return request;
    }

    private Exchange exchanged(final HttpRequest.Builder request) {
        final HttpRequest sent = request.build();
        try {
            return Exchange.of(http, sent);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceUnavailableException("interrupted while waiting for the answer to " + sent.uri(), e);
        }
    }
}
