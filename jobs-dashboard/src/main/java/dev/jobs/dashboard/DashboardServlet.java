package dev.jobs.dashboard;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Assets;
import dev.jobs.dashboard.http.DashboardPath;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.dashboard.read.LiveReads;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.watch.http.CrossSite;
import dev.jobs.watch.http.FaultLog;
import dev.jobs.watch.http.RequestHeaders;
import dev.jobs.watch.http.UnreadBody;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' page, under whatever path it is mapped to, such as {@code /dashboard/*}: queues, jobs, failures and workers, and what may
 * be done with them. {@code docs/dashboard.md} shows it.
 *
 * <p>Nothing is there until the service registers it, and {@link DashboardAccess} says who may see and do what. Its pages are files of
 * this jar, which load nothing from any other host and run nothing but these files. An action needs a header that no form of
 * another site can send. It reads no request body, starts no thread, and leaves the store to its owner to close.
 *
 * <p>All open pages of this servlet share their reads of the store: one a second of what is under way, at most, and less often if one
 * takes long. Safe to share between threads.
 */
public final class DashboardServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DashboardServlet.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    /** The header that the page sends with each action: no form can, and no script of another site without the service's leave. */
    private static final String PAGE_HEADER = "X-Jobs-Dashboard";

    // HttpServlet is Serializable by history; no container has serialized a servlet for decades, and a store cannot be.
    private final transient DashboardAccess access;
    private final transient DashboardListener listener;
    private final transient CrossSite crossSite;
    private final transient FaultLog faults;
    private final transient Assets assets = new Assets();
    private final transient StateEndpoint states;
    private final transient SearchEndpoint searches;
    private final transient BulkEndpoint bulk;
    private final transient JobEndpoint jobs;
    private final transient ActionEndpoint actions;
    private final transient PauseEndpoint pauses;
    private final transient OrderEndpoint orders;
    private final transient LimitEndpoint limits;

    private DashboardServlet(final Builder options) {
        final JobStore store = options.store;
        final LiveReads reads = new LiveReads(store, options.ticker);
        this.access = options.access;
        this.listener = options.listener;
        this.crossSite = options.crossSite;
        this.faults = new FaultLog(options.ticker);
        this.states = new StateEndpoint(reads, options.lateAfter);
        this.searches = new SearchEndpoint(store, options.ticker);
        this.bulk = new BulkEndpoint(store, searches);
        this.jobs = new JobEndpoint(store, reads, options.ticker, options.ownersLink);
        this.actions = new ActionEndpoint(store, jobs, searches);
        this.pauses = new PauseEndpoint(store, reads);
        this.orders = new OrderEndpoint(store, options.ticker);
        this.limits = new LimitEndpoint(store, reads);
    }

    /** Begins a dashboard of this store, for those to whom this access allows it. */
    public static Builder builder(final JobStore store, final DashboardAccess access) {
        return new Builder(store, access);
    }

    @Override
    protected void service(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        UnreadBody.endConnection(request.getProtocol(), RequestHeaders.of(request::getHeaders), response::setHeader);
        answer(request).send(request, response);
    }

    private Answer answer(final HttpServletRequest request) {
        try {
            final Caller caller = Caller.of(request, access, listener);
            return answer(request, caller, DashboardPath.of(request).parts());
        } catch (final Refusal e) {
            return e.answer();
        } catch (final JobStoreUnavailableException e) {
            faults.outOfReach(request.getMethod(), e);
            return Answer.error(503, "The job store is out of reach").with("Retry-After", RETRY_AFTER_SECONDS);
        } catch (final JobStoreClosedException e) {
            LOG.debug("Answered {} with 503, for the job store is closed", request.getMethod(), e);
            return Answer.error(503, "The service is stopping").with("Retry-After", RETRY_AFTER_SECONDS);
        } catch (final RuntimeException | Error e) {
            faults.log(request.getMethod(), e);
            return Answer.error(500, "Internal error");
        }
    }

    private Answer answer(final HttpServletRequest request, final Caller caller, final List<String> parts) {
        if (parts.isEmpty()) {
            return reading(
                    request,
                    () -> Answer.error(302, "The page is here, with a slash")
                            .with("Location", DashboardPath.withSlash(request)));
        }
        final String first = parts.get(0);
        if (first.equals("api")) {
            return api(request, caller, parts.subList(1, parts.size()));
        }
        if (first.isEmpty() && parts.size() == 1) {
            return reading(request, () -> assets.page(request));
        }
        return reading(
                request,
                () -> assets.file(String.join("/", parts), request).orElseThrow(() -> Refusal.notFound("Not found")));
    }

    private Answer api(final HttpServletRequest request, final Caller caller, final List<String> parts) {
        return switch (parts.isEmpty() ? "" : parts.get(0)) {
            case "jobs" -> jobs(request, caller, parts);
            case "count" -> {
                final BulkAction action = BulkEndpoint.actionOf(second(parts));
                yield reading(request, () -> searches.count(caller, action));
            }
            case "all" -> {
                final BulkAction action = BulkEndpoint.actionOf(second(parts));
                yield acting(request, () -> bulk.step(caller, action));
            }
            default -> alone(request, caller, String.join("/", parts));
        };
    }

    private Answer alone(final HttpServletRequest request, final Caller caller, final String name) {
        return switch (name) {
            case "me" -> reading(request, () -> states.me(caller));
            case "overview" -> reading(request, states::overview);
            case "workers" -> reading(request, () -> states.workers(caller));
            case "failures" -> reading(request, () -> states.failures(caller));
            case "pause" -> acting(request, () -> pauses.pause(caller));
            case "resume" -> acting(request, () -> pauses.resume(caller));
            case "orders" -> reading(request, () -> orders.list(caller));
            case "order" -> acting(request, () -> orders.choose(caller));
            case "limits" -> reading(request, () -> limits.list(caller));
            case "limits/set" -> acting(request, () -> limits.set(caller));
            case "limits/remove" -> acting(request, () -> limits.remove(caller));
            default -> throw Refusal.notFound("Not found");
        };
    }

    private static String second(final List<String> parts) {
        return parts.size() == 2 ? parts.get(1) : "";
    }

    private Answer jobs(final HttpServletRequest request, final Caller caller, final List<String> parts) {
        if (parts.size() == 1) {
            return reading(request, () -> searches.list(caller));
        }
        final JobId id = JobId.parse(parts.get(1)).orElseThrow(JobEndpoint::jobNotFound);
        if (parts.size() == 2) {
            return reading(request, () -> jobs.show(caller, id));
        }
        final String last = String.join("/", parts.subList(2, parts.size()));
        return switch (last) {
            case "log" -> reading(request, () -> jobs.log(caller, id));
            case "reveal" -> acting(request, () -> jobs.reveal(caller, id));
            default -> {
                final BulkAction action = BulkEndpoint.actionOf(last);
                yield acting(request, () -> actions.act(caller, action, id));
            }
        };
    }

    private static Answer reading(final HttpServletRequest request, final Supplier<Answer> read) {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            return read.get();
        }
        return Answer.error(405, "Method not allowed").with("Allow", "GET, HEAD");
    }

    private Answer acting(final HttpServletRequest request, final Supplier<Answer> act) {
        if (!request.getMethod().equals("POST")) {
            return Answer.error(405, "Method not allowed").with("Allow", "POST");
        }
        if (request.getHeader(PAGE_HEADER) == null || crossSite.isSuspected(RequestHeaders.of(request::getHeaders))) {
            return Answer.error(403, "Cross-site request refused");
        }
        return act.get();
    }

    /** Gathers what a dashboard does beyond its store and access. Not safe to share between threads. */
    public static final class Builder {
        private final JobStore store;
        private final DashboardAccess access;
        private DashboardListener listener = action -> {};
        private Duration lateAfter = Duration.ofMinutes(1);
        private CrossSite crossSite = CrossSite.BY_HOST;
        private Function<Job, Optional<URI>> ownersLink = job -> Optional.empty();
        private LongSupplier ticker = System::nanoTime;

        private Builder(final JobStore store, final DashboardAccess access) {
            this.store = requireNonNull(store, "store");
            this.access = requireNonNull(access, "access");
        }

        /** Is told of each action, as for an audit log; by default, nobody is. */
        public Builder listener(final DashboardListener told) {
            this.listener = requireNonNull(told, "told");
            return this;
        }

        /** The time after which a job that could start and has not is shown as late; one minute by default. */
        public Builder lateAfter(final Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("a time after which jobs are late is not negative, but " + time);
            }
            this.lateAfter = time;
            return this;
        }

        /**
         * Shows the page on which its owner watches a job, as a link on the job's own page; by default, there is none.
         *
         * @param link the address of the page for a job without its payload, absolute or relative to the dashboard's; empty: it has
         *     none. One that is neither relative nor of {@code http} or {@code https} is not shown
         */
        public Builder ownersLink(final Function<Job, Optional<URI>> link) {
            this.ownersLink = requireNonNull(link, "link");
            return this;
        }

        /**
         * Believes a proxy that says in {@code Forwarded} or {@code X-Forwarded-Host} for which host it was asked. Needed where a proxy puts another {@code
         * Host} in the place of that, for browsers that send no {@code Sec-Fetch-Site}, as they do over plain HTTP: their actions are
         * refused as another site's unless their {@code Origin} is the host that was asked for.
         */
        public Builder trustForwardedHost() {
            this.crossSite = CrossSite.BY_FORWARDED_HOST;
            return this;
        }

        /** The monotonic clock, in nanoseconds, by which reads are shared; for tests. */
        Builder ticker(final LongSupplier nanoseconds) {
            this.ticker = requireNonNull(nanoseconds, "nanoseconds");
            return this;
        }

        /** The dashboard. */
        public DashboardServlet build() {
            return new DashboardServlet(this);
        }
    }
}
