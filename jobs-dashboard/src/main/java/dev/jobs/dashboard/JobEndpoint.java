package dev.jobs.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobStatus;
import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Parameters;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.dashboard.json.JobJson;
import dev.jobs.dashboard.json.Json;
import dev.jobs.dashboard.json.WorkersJson;
import dev.jobs.dashboard.read.JobView;
import dev.jobs.dashboard.read.LiveReads;
import dev.jobs.dashboard.read.SharedAnswers;
import dev.jobs.dashboard.read.WatchedJobs;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.watch.http.FittingLog;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job: {@code GET api/jobs/{id}}, its log, and what is hidden of it. */
final class JobEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(DashboardServlet.class);
    private static final int LOG_PAGE = 500;
    private static final int MOST_CHARACTERS = 100_000;

    private final JobStore store;
    private final LiveReads reads;
    private final WatchedJobs watched;
    private final SharedAnswers<JobId, Optional<LiveWorker>> workers;
    private final SharedAnswers<LogPart, Optional<JobLog>> logs;
    private final Function<Job, Optional<URI>> ownersLink;
    /** Held while a payload is read: one may be large, and many at once would be too much for the memory. */
    private final ReentrantLock revealing = new ReentrantLock();

    /** The lines after one of this number; of a negative one, the newest so many. */
    private record LogPart(JobId id, long after) {}

    JobEndpoint(
            final JobStore store,
            final LiveReads reads,
            final LongSupplier ticker,
            final Function<Job, Optional<URI>> ownersLink) {
        this.store = store;
        this.reads = reads;
        this.watched = new WatchedJobs(store, ticker);
        this.workers = new SharedAnswers<>(store::workerOf, ticker);
        this.logs = new SharedAnswers<>(part -> log(store, part), ticker);
        this.ownersLink = ownersLink;
    }

    Answer show(final Caller caller, final JobId id) {
        final JobView view = visible(caller, id);
        final Job job = view.job();
        final ObjectNode json = JobJson.page(view);
        final var rights = json.putArray("rights");
        caller.rights().stream().filter(right -> caller.may(right, job)).forEach(right -> rights.add(right.wireName()));
        if (job.status() == JobStatus.PROCESSING || job.isStopping()) {
            workers.to(id).ifPresent(worker -> json.set("worker", WorkersJson.of(worker, id)));
        }
        link(job).ifPresent(link -> json.put("ownersLink", link.toString()));
        return Answer.json(json);
    }

    private Optional<URI> link(final Job job) {
        try {
            return ownersLink.apply(job).filter(JobEndpoint::isWeb);
        } catch (final RuntimeException e) {
            LOG.warn("The link to the owner's page of job {} cannot be made, and is left out", job.id(), e);
            return Optional.empty();
        }
    }

    // A link of any other scheme could run as a script.
    private static boolean isWeb(final URI link) {
        return link.getScheme() == null
                || link.getScheme().equalsIgnoreCase("https")
                || link.getScheme().equalsIgnoreCase("http");
    }

    private JobView visible(final Caller caller, final JobId id) {
        return watched.view(id).filter(view -> caller.sees(view.job())).orElseThrow(JobEndpoint::jobNotFound);
    }

    static Refusal jobNotFound() {
        return Refusal.notFound("Job not found");
    }

    /** The lines after {@code after}; without it, the newest ones. */
    Answer log(final Caller caller, final JobId id) {
        final Job job = visible(caller, id).job();
        if (!caller.may(DashboardRight.READ_LOG, job)) {
            throw Refusal.forbidden("You have no right to read this log: read_log");
        }
        final Parameters parameters = caller.parameters();
        final long after =
                parameters.one("after").isPresent() ? parameters.number("after", 0, Long.MAX_VALUE) : -LOG_PAGE;
        return Answer.json(logs.to(new LogPart(id, after)).map(JobJson::log).orElseThrow(JobEndpoint::jobNotFound));
    }

    private static Optional<JobLog> log(final JobStore store, final LogPart part) {
        if (part.after() >= 0) {
            return store.log(part.id(), part.after(), LOG_PAGE).map(FittingLog::firstOf);
        }
        return store.log(part.id(), Long.MAX_VALUE, 1)
                .flatMap(end -> store.log(part.id(), Math.max(0, end.newest() + part.after()), LOG_PAGE))
                .map(FittingLog::lastOf);
    }

    /** The payload, result and attributes. */
    Answer reveal(final Caller caller, final JobId id) {
        final Job seen = visible(caller, id).job();
        caller.require(DashboardRight.REVEAL, seen);
        revealing.lock();
        try {
            final Job job = store.find(id).orElseThrow(JobEndpoint::jobNotFound);
            caller.tell(DashboardRight.REVEAL, new Subject.OneJob(id), Outcome.DONE);
            final ObjectNode json = Json.object();
            put(json, "payload", job.payload());
            put(json, "result", job.result());
            final ObjectNode attributes = json.putObject("attributes");
            for (final Map.Entry<String, String> entry : new TreeMap<>(job.attributes()).entrySet()) {
                attributes.put(entry.getKey(), entry.getValue());
            }
            return Answer.json(json);
        } finally {
            revealing.unlock();
        }
    }

    private static void put(final ObjectNode json, final String name, final Optional<String> text) {
        text.ifPresent(value -> json.putObject(name)
                .put("characters", value.length())
                .put("text", value.substring(0, Math.min(value.length(), MOST_CHARACTERS))));
    }

    /** The job, if there is one that the caller may see. */
    Job job(final Caller caller, final JobId id) {
        return visible(caller, id).job();
    }

    /** Lets the next one who asks see an action that was just done. */
    void forget(final JobId id) {
        watched.forget(id);
        workers.forget();
        reads.forget();
    }
}
