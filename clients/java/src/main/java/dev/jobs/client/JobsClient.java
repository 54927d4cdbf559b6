package dev.jobs.client;

import static java.util.Objects.requireNonNull;

import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.RerunOutcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The jobs of another service, as its {@code JobsServlet} tells of them. Immutable and safe to share between threads; it
 * holds no thread or connection beside those of its {@link HttpClient}.
 *
 * <p>{@link #get}, {@link #getMany}, {@link #list}, {@link #log}, {@link #cancel} and {@link #rerun} ask once, and throw {@link
 * ServiceUnavailableException} if that comes to nothing; each may be repeated. {@link #waitFor}, {@link #followLog} and a {@link #submit(URI, String, String) submission under a
 * key} go on through that, for as long as the client's patience. There is no such job only where the service itself says so: a
 * wrong address, or whatever a proxy answers in the service's place, is an exception.
 */
public final class JobsClient {
    private static final int MOST_IDS = 100;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final HttpClient http;
    private final Consumer<HttpRequest.Builder> requests;
    private final Duration patience;
    private final LongSupplier ticker;

    private JobsClient(
            final URI base,
            final HttpClient http,
            final Consumer<HttpRequest.Builder> requests,
            final Duration patience,
            final LongSupplier ticker) {
        this.base = base;
        this.http = http;
        this.requests = requests;
        this.patience = patience;
        this.ticker = ticker;
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
                Duration.ofMinutes(5),
                System::nanoTime);
    }

    /** The same, by another HTTP client. */
    public JobsClient withHttpClient(final HttpClient client) {
        return new JobsClient(base, requireNonNull(client, "client"), requests, patience, ticker);
    }

    /** The same, with something done to each request before it is sent: a header that says who asks, for one. */
    public JobsClient withRequests(final Consumer<HttpRequest.Builder> change) {
        return new JobsClient(base, http, requireNonNull(change, "change"), patience, ticker);
    }

    /** The same, but it waits through as long a time in which the service cannot be reached. */
    public JobsClient withPatience(final Duration time) {
        return new JobsClient(base, http, requests, requireNonNull(time, "time"), ticker);
    }

    /** The same, by another monotonic clock, in nanoseconds; for tests. */
    JobsClient withTicker(final LongSupplier nanoseconds) {
        return new JobsClient(base, http, requests, patience, nanoseconds);
    }

    /** The job as it stands; empty if there is none that this caller may see. */
    public Optional<PolledJob> get(final JobId id) {
        final Exchange exchange = exchanged(request("/" + id).GET());
        return exchange.saysNoSuchJob()
                ? Optional.empty()
                : Optional.of(exchange.require(200).read(PolledJob::of));
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
            exchange.require(200).read(JobPage::jobs).forEach(job -> jobs.put(job.id(), job));
        }
        return jobs;
    }

    /**
     * The newest of the caller's own jobs, where the service lists them.
     *
     * @throws JobsClientException if the service lists no jobs
     */
    public JobPage list(final JobFilter filter) {
        return page(filter.query());
    }

    /** The page after another one of the same filter, by that one's {@link JobPage#nextPageToken()}. */
    public JobPage list(final JobFilter filter, final String pageToken) {
        return page(filter.query() + "&pageToken=" + JobFilter.encoded(pageToken));
    }

    private JobPage page(final String query) {
        final Exchange exchange = exchanged(request(query).GET());
        return exchange.require(200).read(JobPage::of);
    }

    /** Cancels a job. That its work has stopped is told by {@link PolledJob#done()}. */
    public CancelOutcome cancel(final JobId id) {
        final Exchange exchange = exchanged(request("/" + id + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
        if (exchange.saysNoSuchJob()) {
            return new CancelOutcome.NotFound();
        }
        if (exchange.status() == 409) {
            return exchange.read(answer -> new CancelOutcome.AlreadyTerminal(status(answer)));
        }
        return exchange.require(200).read(answer -> {
            if (status(answer) != JobStatus.CANCELLED) {
                throw new IllegalArgumentException("this is no cancel");
            }
            return new CancelOutcome.Cancelled();
        });
    }

    private static JobStatus status(final JsonObject answer) {
        return answer.string("status")
                .map(JobStatus::ofWireName)
                .orElseThrow(() -> new IllegalArgumentException("this has no status"));
    }

    /**
     * Submits a job again that has ended, where the service and this caller's rights allow that. The outcome is {@code NotFound}
     * also where they do not.
     *
     * @throws ServiceUnavailableException also if the service serves no reruns
     */
    public RerunOutcome rerun(final JobId id) {
        final Exchange exchange = exchanged(request("/" + id + "/rerun").POST(HttpRequest.BodyPublishers.noBody()));
        if (exchange.saysNoSuchJob()) {
            return new RerunOutcome.NotFound();
        }
        if (exchange.status() == 409) {
            return exchange.read(answer -> new RerunOutcome.NotEnded(status(answer)));
        }
        return exchange.require(202)
                .read(answer -> new RerunOutcome.Rerun(answer.string("jobId")
                        .flatMap(JobId::parse)
                        .orElseThrow(() -> new IllegalArgumentException("this has no jobId"))));
    }

    /**
     * The lines that a job has logged after the one of this number, up to a thousand; empty if there is no such job whose log this
     * caller may read.
     *
     * @param after the number of the last line that is known already; 0 for all
     * @throws ServiceUnavailableException also if the service serves no logs
     */
    public Optional<PolledLog> log(final JobId id, final long after) {
        final Exchange exchange = exchanged(logRequest(id, after).GET());
        return exchange.saysNoSuchJob()
                ? Optional.empty()
                : Optional.of(exchange.require(200).read(PolledLog::of));
    }

    /**
     * Follows a log until its job has ended, through restarts of its service, and tells of what is logged until then. It asks the
     * service to answer when there are lines; where that is not to be had, it asks as often as the service would have it.
     *
     * @param after the number of the last line that is known already; 0 for all
     * @param listener told, on this thread, of each part that has lines
     * @return true once the end of the log was told; false if there is no such job whose log this caller may read, or none any more
     * @throws ServiceUnavailableException if the service cannot be reached for longer than this client's patience
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public boolean followLog(final JobId id, final long after, final Consumer<PolledLog> listener)
            throws InterruptedException {
        final LogFollower follower = new LogFollower(from -> logRequest(id, from), after, patience, ticker);
        while (true) {
            Duration pause;
            Optional<PolledLog> news = Optional.empty();
            try {
                final Exchange exchange = Exchange.of(http, follower.request());
                news = follower.answered(exchange);
                if (news.isEmpty()) {
                    return false;
                }
                pause = follower.pause(exchange, news.get());
            } catch (final ServiceUnavailableException e) {
                pause = follower.failed(e);
            }
            news.filter(part -> !part.lines().isEmpty()).ifPresent(listener);
            if (news.filter(PolledLog::isDone).isPresent()) {
                return true;
            }
            sleep(pause);
        }
    }

    private HttpRequest.Builder logRequest(final JobId id, final long after) {
        return request("/" + id + "/log?after=" + after);
    }

    /**
     * Posts work to one of the service's own addresses, which answers with 202 and the job, as {@code JobSubmitter} does. It
     * is sent once: if this throws {@link ServiceUnavailableException}, the service may have taken it all the same.
     *
     * @param address absolute, or relative to this client's address: {@code /api/reports} is at the same host
     * @param json the body
     * @return the job as it stands first
     * @throws LimitFullException if the service refuses the job since a limit of it is full
     */
    public PolledJob submit(final URI address, final String json) {
        return exchanged(submission(address, json)).requireSuccess().read(PolledJob::of);
    }

    /**
     * The same under an idempotency key: however often it is sent, it makes one job. It is sent again while the service cannot
     * be reached, for as long as this client's patience.
     *
     * @param idempotencyKey 1 to 200 printable characters, of this submission alone
     * @throws LimitFullException if the service refuses the job since a limit of it is full; it is not sent again then
     * @throws ServiceUnavailableException if the service cannot be reached for longer than this client's patience
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public PolledJob submit(final URI address, final String json, final String idempotencyKey)
            throws InterruptedException {
        final Watch tries = new Watch(
                () -> submission(address, json).setHeader("Idempotency-Key", "\"" + idempotencyKey + "\""),
                patience,
                ticker);
        while (true) {
            try {
                return Exchange.of(http, tries.request()).requireSuccess().read(PolledJob::of);
            } catch (final ServiceUnavailableException e) {
                sleep(tries.failed(e).pause());
            }
        }
    }

    private HttpRequest.Builder submission(final URI address, final String json) {
        return prepared(HttpRequest.newBuilder(base.resolve(address)).timeout(ANSWER_TIMEOUT))
                .setHeader("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
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
        try {
            return waiting(id, listener, Duration.ofNanos(Long.MAX_VALUE));
        } catch (final TimeoutException e) {
            throw new IllegalStateException("292 years are over", e);
        }
    }

    /** Waits until a job is done, but no longer than the limit; see {@link #waitFor(JobId, Duration, Consumer)}. */
    public Optional<PolledJob> waitFor(final JobId id, final Duration limit)
            throws InterruptedException, TimeoutException {
        return waitFor(id, limit, job -> {});
    }

    /**
     * Waits as {@link #waitFor(JobId, Consumer)} does, but no longer than the limit.
     *
     * @throws TimeoutException if the job is not done by then; the job itself goes on
     */
    public Optional<PolledJob> waitFor(final JobId id, final Duration limit, final Consumer<PolledJob> listener)
            throws InterruptedException, TimeoutException {
        return waiting(id, listener, limit);
    }

    private Optional<PolledJob> waiting(final JobId id, final Consumer<PolledJob> listener, final Duration limit)
            throws InterruptedException, TimeoutException {
        final Deadline deadline = Deadline.after(limit, ticker);
        final Watch watch = new Watch(() -> request("/" + id, deadline.orSooner(ANSWER_TIMEOUT)), patience, ticker);
        while (true) {
            deadline.check("job " + id + " was not done within " + limit);
            Watch.Next next;
            try {
                next = watch.answered(Exchange.of(http, watch.request()));
            } catch (final ServiceUnavailableException e) {
                deadline.check("job " + id + " was not done within " + limit);
                next = watch.failed(e);
            }
            if (next instanceof Watch.End end) {
                if (end.news()) {
                    end.job().ifPresent(listener);
                }
                return end.job();
            } else if (next instanceof Watch.Again again) {
                again.news().ifPresent(listener);
                sleep(deadline.orSooner(again.pause()));
            }
        }
    }

    /**
     * Waits without holding a thread, otherwise as {@link #waitFor(JobId, Consumer)}; it completes with what that returns or
     * throws. A limit of time is set by {@link CompletableFuture#orTimeout}. It stops asking once the future is completed in
     * whatever way, a cancel included.
     *
     * @param listener told of the job as it stands first, each time that it has changed, and at last, on threads of the HTTP
     *     client: it must not block
     */
    public CompletableFuture<Optional<PolledJob>> waitForAsync(final JobId id, final Consumer<PolledJob> listener) {
        return new Wait(http, new Watch(() -> request("/" + id), patience, ticker), listener).begin();
    }

    /** Waits without holding a thread; see {@link #waitForAsync(JobId, Consumer)}. */
    public CompletableFuture<Optional<PolledJob>> waitForAsync(final JobId id) {
        return waitForAsync(id, job -> {});
    }

    private static void sleep(final Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    private HttpRequest.Builder request(final String path) {
        return request(path, ANSWER_TIMEOUT);
    }

    private HttpRequest.Builder request(final String path, final Duration timeout) {
        return prepared(HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout));
    }

    private HttpRequest.Builder prepared(final HttpRequest.Builder request) {
        request.header("Accept", "application/json");
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
