package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobRight;
import dev.jobs.http.servlet.response.Response;
import dev.jobs.http.servlet.watch.AsyncSupport;
import dev.jobs.http.servlet.watch.HeldBytes;
import dev.jobs.http.servlet.watch.Holds;
import dev.jobs.http.servlet.watch.StreamTimes;
import dev.jobs.http.servlet.watch.WaitLimit;
import dev.jobs.http.servlet.watch.WaitResources;
import dev.jobs.watch.JobWatch;
import dev.jobs.watch.http.CrossSite;
import dev.jobs.watch.http.FaultLog;
import dev.jobs.watch.http.RequestHeaders;
import dev.jobs.watch.http.UnreadBody;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs over HTTP: {@code GET {base}/{jobId}} and {@code POST {base}/{jobId}/cancel}, and what a service turns on beside them, under
 * whatever path it is mapped to, such as {@code /api/jobs/*}. Every answer is JSON. All that it answers is told in {@code docs/http.md}.
 *
 * <p>Nothing is exposed until the service registers it, and {@link JobAccess} says who may see and do what. It reads
 * no request body, and leaves the store to its owner to close. A cancel or rerun that a browser sends from another site is refused
 * with 403. Safe to share between threads.
 *
 * <p>Polls are held until something changes, and streams of events stay open, where the servlet and the filters before it are
 * registered with support for asynchronous requests; else both are answered at once. The first of them starts the
 * two threads of a {@link JobWatch}, which end with {@link #close()}, or when the container destroys the servlet.
 */
public final class JobsServlet extends HttpServlet implements AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(JobsServlet.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);
    private static final String READING = "GET, HEAD";
    private static final String JSON = "application/json";

    // HttpServlet is Serializable by history; no container has serialized a servlet for decades, and a store cannot be.
    private final transient LongSupplier ticker;
    private final transient FaultLog faults;
    private final transient JobWatch watch;
    private final transient List<WaitLimit> waiting;
    private final transient PollEndpoint polls;
    private final transient BatchPoll several;
    private final transient Optional<ListEndpoint> list;
    private final transient EventsEndpoint events;
    private final transient CancelEndpoint cancels;
    private final transient Optional<LogEndpoint> logs;
    private final transient Optional<RerunEndpoint> reruns;
    private final transient Optional<OpenApi> description;
    private final transient CrossSite crossSite;

    /** A servlet that answers about these jobs, to whom this access allows, with the defaults of {@link Builder}. */
    public JobsServlet(final Jobs jobs, final JobAccess access) {
        this(builder(jobs, access));
    }

    private JobsServlet(final Builder options) {
        final Jobs jobs = options.jobs;
        final JobRights rights = new JobRights(options.access, options.served);
        this.ticker = options.ticker;
        this.faults = new FaultLog(ticker);
        this.watch = JobWatch.builder(jobs)
                .pollInterval(options.pollInterval)
                .ticker(ticker)
                .build();
        final WaitResources resources = new WaitResources(watch, new HeldBytes(options.maxHeldBytes), faults);
        final AsyncSupport async = new AsyncSupport();
        final WaitLimit held = new WaitLimit(async, options.maxHeldPolls, options.maxWaitingPerOwner);
        final WaitLimit paused = new WaitLimit(async, options.maxHeldPolls, options.maxWaitingPerOwner);
        final WaitLimit streams = new WaitLimit(async, options.maxEventStreams, options.maxWaitingPerOwner);
        this.waiting = List.of(held, paused, streams);
        final Holds holds = new Holds(resources, held, paused);
        this.polls = new PollEndpoint(jobs, rights, holds);
        this.several = new BatchPoll(jobs, rights);
        this.list = options.user.map(user -> new ListEndpoint(jobs, rights, several, user));
        this.description = options.description;
        this.crossSite = options.crossSite;
        this.events = new EventsEndpoint(
                jobs, rights, resources, streams, new StreamTimes(options.heartbeat, options.longestStream, ticker));
        this.cancels = new CancelEndpoint(jobs, rights);
        this.logs = options.served(JobRight.READ_LOG).map(right -> new LogEndpoint(jobs, rights, holds, faults));
        this.reruns = options.served(JobRight.RERUN).map(right -> new RerunEndpoint(jobs, rights));
    }

    /** Begins a servlet that answers about these jobs, to whom this access allows. */
    public static Builder builder(final Jobs jobs, final JobAccess access) {
        return new Builder(jobs, access);
    }

    @Override
    protected void service(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        UnreadBody.endConnection(request.getProtocol(), RequestHeaders.of(request::getHeaders), response::setHeader);
        ErrorAnswers.answer(faults, request, response, () -> response(request, JobPath.of(request)));
    }

    /**
     * Answers all who wait, with what they have, and ends their streams; whoever comes later is answered at once. Polls and
     * cancels go on. Returns when the answers are written, within ten seconds.
     *
     * <p>A container that stops takes connections away, of some of them before their servlets hear of it: so a service calls this
     * <em>before</em> it stops its container. {@code docs/http.md} says how, for each. A second call does nothing.
     */
    @Override
    public void close() {
        watch.close();
        final long end = ticker.getAsLong() + LONGEST_CLOSE.toNanos();
        try {
            for (final WaitLimit limit : waiting) {
                if (!limit.awaitAnswered(Duration.ofNanos(end - ticker.getAsLong()), ticker)) {
                    LOG.warn("Some clients take their last answers too slowly; their connections end without.");
                    return;
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number of clients that wait for a change now. */
    int waitingClients() {
        return waiting.stream().mapToInt(WaitLimit::taken).sum();
    }

    /** Closes it, where the service has not done so before. */
    @Override
    public void destroy() {
        close();
    }

    private Response response(final HttpServletRequest request, final JobPath path) {
        if (path instanceof JobPath.Poll poll) {
            return reading(request, () -> polls.poll(request, poll));
        }
        if (path instanceof JobPath.Several wanted) {
            return poll(request, wanted);
        }
        if (path instanceof JobPath.Events watched) {
            return watch(request, watched);
        }
        if (path instanceof JobPath.Description described) {
            return description
                    .map(document -> reading(request, () -> document.answer(described.links())))
                    .orElseGet(ErrorAnswers::jobNotFound);
        }
        if (path instanceof JobPath.Log log) {
            return logs.map(endpoint -> reading(request, () -> endpoint.read(request, log.id())))
                    .orElseGet(ErrorAnswers::notFound);
        }
        if (path instanceof JobPath.Cancel cancel) {
            return acting(request, () -> cancels.cancel(request, cancel.id()));
        }
        if (path instanceof JobPath.Rerun rerun) {
            return reruns.map(endpoint -> acting(request, () -> endpoint.rerun(request, rerun.id(), rerun.links())))
                    .orElseGet(ErrorAnswers::notFound);
        }
        return path instanceof JobPath.NoJob ? ErrorAnswers.jobNotFound() : ErrorAnswers.notFound();
    }

    private static Response reading(final HttpServletRequest request, final Supplier<Response> read) {
        if (!isRead(request)) {
            return ErrorAnswers.methodNotAllowed(READING);
        }
        return acceptable(request) ? read.get() : ErrorAnswers.notAcceptable(JSON);
    }

    private Response acting(final HttpServletRequest request, final Supplier<Response> act) {
        if (!request.getMethod().equals("POST")) {
            return ErrorAnswers.methodNotAllowed("POST");
        }
        if (crossSite.isSuspected(RequestHeaders.of(request::getHeaders))) {
            return ErrorAnswers.crossSite();
        }
        return acceptable(request) ? act.get() : ErrorAnswers.notAcceptable(JSON);
    }

    private static boolean isRead(final HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private Response poll(final HttpServletRequest request, final JobPath.Several path) {
        final Query query = Query.of(request);
        if (query.has("ids")) {
            return reading(request, () -> several.poll(request, path.links(), query));
        }
        return list.map(endpoint -> reading(request, () -> endpoint.list(request, path.links(), query)))
                .orElseGet(ErrorAnswers::jobNotFound);
    }

    private Response watch(final HttpServletRequest request, final JobPath.Events path) {
        if (!isRead(request)) {
            return ErrorAnswers.methodNotAllowed(READING);
        }
        return Accept.allowsEvents(request.getHeaders("Accept"))
                ? events.open(request, path)
                : ErrorAnswers.notAcceptable("text/event-stream");
    }

    private static boolean acceptable(final HttpServletRequest request) {
        return Accept.allowsJson(request.getHeaders("Accept"));
    }

    /** Gathers what a servlet does beyond its jobs and access. Not safe to share between threads. */
    public static final class Builder {
        private final Jobs jobs;
        private final JobAccess access;
        private LongSupplier ticker = System::nanoTime;
        private Duration pollInterval = Duration.ofSeconds(1);
        private Duration heartbeat = Duration.ofSeconds(15);
        private Duration longestStream = Duration.ofMinutes(5);
        private long maxHeldBytes = HeldBytes.usual();
        private int maxHeldPolls = 10_000;
        private int maxEventStreams = 1_000;
        private int maxWaitingPerOwner = 100;
        private CrossSite crossSite = CrossSite.BY_HOST;
        private final Set<JobRight> served = EnumSet.of(JobRight.CANCEL);
        private Optional<OpenApi> description = Optional.empty();
        private Optional<Function<HttpServletRequest, Optional<String>>> user = Optional.empty();

        private Builder(final Jobs jobs, final JobAccess access) {
            this.jobs = requireNonNull(jobs, "jobs");
            this.access = requireNonNull(access, "access");
        }

        /** The time between two polls of all jobs that clients wait for; one second by default. */
        public Builder pollInterval(final Duration interval) {
            this.pollInterval = positive("poll interval", interval);
            return this;
        }

        /**
         * The number of polls and of requests for logs that are held at once; 10,000 by default. Further ones are held for a second, up to as many again, and
         * beyond that answered at once; with 0, all of them.
         */
        public Builder maxHeldPolls(final int polls) {
            this.maxHeldPolls = notNegative("polls", polls);
            return this;
        }

        /**
         * The number of polls and requests for logs that may be held, and of streams of events that may be open, for the jobs of one owner; 100 of each by
         * default. A job without an owner counts as an owner of its own.
         */
        public Builder maxWaitingPerOwner(final int clients) {
            this.maxWaitingPerOwner = notNegative("clients", clients);
            return this;
        }

        /**
         * The number of streams of events that are open at once; 1,000 by default. Of a further one only the first event is sent; its
         * client comes again by itself.
         */
        public Builder maxEventStreams(final int streams) {
            this.maxEventStreams = notNegative("streams", streams);
            return this;
        }

        /**
         * The number of bytes of memory that answers may take while they wait to be written to clients; by default a sixteenth of
         * the process's memory, and 64 MiB at most. Beyond that a held poll is answered with 304, and a stream ends: the client
         * asks again by itself, and is answered on its own request's thread.
         */
        public Builder maxHeldBytes(final long bytes) {
            this.maxHeldBytes = positive("number of bytes", bytes);
            return this;
        }

        /** The time after which a stream of events without events says that it lives; 15 seconds by default. */
        public Builder heartbeat(final Duration interval) {
            this.heartbeat = positive("heartbeat", interval);
            return this;
        }

        /**
         * The time after which a stream of events ends, so that its client comes again and {@link JobAccess} is asked again;
         * five minutes by default.
         */
        public Builder longestStream(final Duration time) {
            this.longestStream = positive("stream's time", time);
            return this;
        }

        /**
         * Lets callers list their own jobs: {@code GET {base}}. No list is served by default. {@link JobAccess} still
         * says which of them may be seen.
         *
         * @param owner the owner on whose behalf a request comes, in the terms in which jobs were submitted; empty if the
         *     request is nobody's: then there are none
         */
        public Builder listFor(final Function<HttpServletRequest, Optional<String>> owner) {
            this.user = Optional.of(requireNonNull(owner, "owner"));
            return this;
        }

        /**
         * Serves the logs of jobs: {@code GET {base}/{jobId}/log}. None is served by default. {@link JobAccess#mayReadLog} still says
         * who may read which; by default, nobody may.
         */
        public Builder serveLogs() {
            served.add(JobRight.READ_LOG);
            return this;
        }

        /**
         * Lets callers run jobs again that have ended: {@code POST {base}/{jobId}/rerun}. No job is by default. {@link
         * JobAccess#mayRerun} still says who may do so with which; by default, nobody may.
         */
        public Builder serveReruns() {
            served.add(JobRight.RERUN);
            return this;
        }

        private Optional<JobRight> served(final JobRight right) {
            return Optional.of(right).filter(served::contains);
        }

        /**
         * Believes a proxy that says in {@code Forwarded} or {@code X-Forwarded-Host} for which host it was asked. A cancel
         * from a browser that sends no {@code Sec-Fetch-Site} is refused as another site's unless its {@code Origin} is the
         * host that was asked for; needed where a proxy puts another {@code Host} in the place of that.
         */
        public Builder trustForwardedHost() {
            this.crossSite = CrossSite.BY_FORWARDED_HOST;
            return this;
        }

        /** The monotonic clock, in nanoseconds, by which polls are held and streams last; for tests. */
        Builder ticker(final LongSupplier nanoseconds) {
            this.ticker = requireNonNull(nanoseconds, "nanoseconds");
            return this;
        }

        /** Serves a description of all this for tools, an OpenAPI 3.1 document, at {@code {base}/openapi.json}. */
        public Builder serveOpenApi() {
            this.description = Optional.of(OpenApi.load());
            return this;
        }

        /** The servlet. */
        public JobsServlet build() {
            return new JobsServlet(this);
        }

        private static Duration positive(final String what, final Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("a " + what + " is positive, but this is " + time);
            }
            return time;
        }

        private static long positive(final String what, final long count) {
            if (count < 1) {
                throw new IllegalArgumentException("a " + what + " is positive, but this is " + count);
            }
            return count;
        }

        private static int notNegative(final String what, final int count) {
            if (count < 0) {
                throw new IllegalArgumentException("there cannot be " + count + " " + what);
            }
            return count;
        }
    }
}
