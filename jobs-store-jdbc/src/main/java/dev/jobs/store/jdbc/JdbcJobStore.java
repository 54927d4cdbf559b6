package dev.jobs.store.jdbc;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.RerunOutcome;
import dev.jobs.SubmitOutcome;
import dev.jobs.Subscription;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimForesight;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.SizeLimits;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.connection.Pools;
import dev.jobs.store.jdbc.connection.PublicUrl;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.connection.UrlScheme;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.Signals;
import dev.jobs.store.jdbc.limit.LaneOpening;
import dev.jobs.store.jdbc.limit.LaneSignals;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.limit.Limits;
import dev.jobs.store.jdbc.limit.SubmissionHolds;
import dev.jobs.store.jdbc.operations.Deletes;
import dev.jobs.store.jdbc.operations.HistoryLog;
import dev.jobs.store.jdbc.operations.Overviews;
import dev.jobs.store.jdbc.operations.PastWaits;
import dev.jobs.store.jdbc.operations.Pauses;
import dev.jobs.store.jdbc.operations.RecentFailures;
import dev.jobs.store.jdbc.operations.Searches;
import dev.jobs.store.jdbc.operations.Workers;
import dev.jobs.store.jdbc.poll.JobLogs;
import dev.jobs.store.jdbc.poll.PastAttempts;
import dev.jobs.store.jdbc.poll.Polls;
import dev.jobs.store.jdbc.poll.Queries;
import dev.jobs.store.jdbc.schema.Schema;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.turn.QueueOrders;
import dev.jobs.store.jdbc.write.Cancels;
import dev.jobs.store.jdbc.write.LimitedSubmissions;
import dev.jobs.store.jdbc.write.Liveness;
import dev.jobs.store.jdbc.write.LocalStarts;
import dev.jobs.store.jdbc.write.LostWorkers;
import dev.jobs.store.jdbc.write.Pruning;
import dev.jobs.store.jdbc.write.Recoveries;
import dev.jobs.store.jdbc.write.Reports;
import dev.jobs.store.jdbc.write.Reruns;
import dev.jobs.store.jdbc.write.Submissions;
import dev.jobs.store.operations.DeleteOutcome;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import dev.jobs.store.operations.WorkerList;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on H2 or PostgreSQL: by URL, with a connection pool of its own, or on the service's own {@link DataSource}.
 *
 * <p>Safe to share between threads. Each call takes one connection for as long as it lasts; on PostgreSQL one more is
 * kept to listen for signals. What may succeed in a moment (a deadlock, a server that restarts) is tried again for about
 * ten seconds before {@link dev.jobs.store.JobStoreUnavailableException} is thrown.
 */
public final class JdbcJobStore implements JobStore, TransactionalSubmitter, ClaimForesight {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcJobStore.class);

    private final Transactions transactions;
    private final Runnable closePool;
    private final SignalHub hub =
            new SignalHub((signal, e) -> LOG.warn("A listener failed at {}; it goes on being told.", signal, e));
    private final Signals signals;
    private final String place;
    private final LocalStarts starts;
    private final Submissions submissions;
    private final LimitedSubmissions limitedSubmissions;
    private final LaneSignals laneSignals;
    private final LaneOpening laneOpening;
    private final Claims claims;
    private final Reports reports;
    private final Liveness liveness;
    private final Recoveries recoveries;
    private final Cancels cancels;
    private final Reruns reruns;
    private final Pruning pruning;
    private final Queries queries;
    private final JobLogs logs;
    private final PastAttempts attempts;
    private final Polls polls;
    private final Overviews overviews;
    private final Workers workers;
    private final PastWaits pastWaits;
    private final Searches searches;
    private final RecentFailures failures;
    private final Deletes deletes;
    private final Pauses pauses;
    private final Limits operatorLimits;
    private final QueueOrders queueOrders;
    private final HistoryLog history;
    private final SizeLimits limits;

    /** The sources of connections: for calls, and to listen on. */
    private record Sources(DataSource calls, DataSource listening) {}

    private JdbcJobStore(final Sources sources, final Runnable closePool, final JdbcSettings settings) {
        this.closePool = closePool;
        this.limits = settings.limits();
        final Database database = Databases.at(sources.calls());
        this.transactions = new Transactions(sources.calls(), new SqlFaults(database.faults()));
        this.place = transactions.statement("read the URL of the database", JdbcJobStore::place);
        requireUsable(database);
        final Schema schema = new Schema(database, transactions);
        switch (settings.schema()) {
            case CREATE -> schema.create();
            case CHECK -> schema.check();
            case NONE -> {}
        }
        final DurationLog durations = new DurationLog(database.syntax());
        this.laneSignals = new LaneSignals(this::send, transactions.ticker());
        this.laneOpening = new LaneOpening(database.syntax(), transactions, laneSignals);
        this.claims = database.claims(transactions, new LimitedClaims(database.syntax(), transactions, laneSignals));
        this.starts = new LocalStarts(claims, transactions.ticker(), this::noteStarted);
        this.submissions = new Submissions(
                database, transactions, starts, new SubmissionHolds(database.syntax(), transactions, laneSignals));
        this.limitedSubmissions = new LimitedSubmissions(database.syntax(), transactions, submissions);
        this.reports = new Reports(database.syntax(), transactions, durations);
        this.liveness = new Liveness(database.syntax(), transactions, reports, durations);
        this.recoveries = new Recoveries(
                database.syntax(), transactions, new LostWorkers(database.syntax(), transactions.ticker()));
        this.cancels = new Cancels(database.syntax(), transactions);
        this.reruns = new Reruns(database, transactions);
        this.pruning = new Pruning(database.syntax(), transactions);
        this.queries = new Queries(database.syntax(), transactions);
        this.logs = new JobLogs(database.syntax(), transactions);
        this.attempts = new PastAttempts(transactions);
        this.polls = new Polls(database, transactions, durations);
        this.overviews = new Overviews(database.syntax(), transactions);
        this.workers = new Workers(database.syntax(), transactions);
        this.pastWaits = new PastWaits(transactions);
        this.failures = new RecentFailures(database.syntax(), transactions);
        this.deletes = new Deletes(transactions);
        this.pauses = new Pauses(database.syntax(), transactions, laneOpening);
        this.operatorLimits = new Limits(database.syntax(), transactions, laneOpening);
        this.searches = new Searches(transactions, operatorLimits, System::nanoTime);
        this.queueOrders = new QueueOrders(database.syntax(), transactions);
        this.history = new HistoryLog(database.syntax(), transactions);
        this.signals = settings.signals() == JdbcSettings.Signalling.ON
                ? database.signals(sources.listening(), transactions, hub)
                : Signals.none();
    }

    private void requireUsable(final Database database) {
        transactions.statement("check the settings of the database", connection -> {
            database.requireUsable(connection);
            return true;
        });
        transactions.expectIsolation(
                transactions.statement("read the isolation of transactions", Connection::getTransactionIsolation));
        transactions.statement("look for a pooler", database::preparation).ifPresent(transactions::prepareConnections);
    }

    /**
     * Opens the store at this URL, {@code jdbc:h2:…} or {@code jdbc:postgresql:…}, with {@link JdbcSettings#defaults()}.
     *
     * @throws dev.jobs.store.JobStoreConfigurationException if the URL, the database or the tables are of no use as they are
     * @throws dev.jobs.store.JobStoreUnavailableException if the database cannot be reached
     */
    public static JdbcJobStore open(final String url) {
        return open(url, JdbcSettings.defaults());
    }

    /** Opens the store at this URL with these settings; see {@link #open(String)}. */
    public static JdbcJobStore open(final String url, final JdbcSettings settings) {
        requireNonNull(settings, "settings");
        final UrlScheme scheme = Databases.schemeOf(requireNonNull(url, "url"));
        final HikariConfig config = Pools.config(scheme, Databases.faults(), url, settings.poolSize());
        // A pool would go on trying for seconds where a single connection says at once what is wrong.
        new Transactions(Pools.without(config), Databases.faults())
                .statement("connect to the database", Connection::getAutoCommit);
        final HikariDataSource pool = new HikariDataSource(config);
        try {
            return new JdbcJobStore(
                    new Sources(pool, Pools.listening(scheme, config).orElse(pool)), pool::close, settings);
        } catch (final RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Opens a store on a data source of the service's own, which stays open when the store is closed. It has to give a
     * connection for each thread that uses the store at once, and on PostgreSQL one more to listen with. Let its
     * connections have a limit to how long they wait for an answer, as by the driver's {@code socketTimeout}: a call over
     * a network that swallows everything takes as long as they do.
     *
     * @throws dev.jobs.store.JobStoreConfigurationException if the database or the tables are of no use as they are
     * @throws dev.jobs.store.JobStoreUnavailableException if the database cannot be reached
     */
    public static JdbcJobStore on(final DataSource dataSource, final JdbcSettings settings) {
        requireNonNull(dataSource, "dataSource");
        return new JdbcJobStore(new Sources(dataSource, dataSource), () -> {}, requireNonNull(settings, "settings"));
    }

    private static String place(final Connection connection) throws SQLException {
        return Optional.ofNullable(connection.getMetaData().getURL())
                .map(url -> PublicUrl.place(Databases.schemeOf(url), url))
                .orElse("a database");
    }

    /** The database, without anything secret: {@code JDBC job store at jdbc:postgresql://db/jobs}. */
    @Override
    public String toString() {
        return "JDBC job store at " + place;
    }

    @Override
    public <T> Optional<T> ability(final Class<T> ability) {
        return ability.isInstance(starts)
                ? Optional.of(starts).filter(LocalStarts::areUsed).map(ability::cast)
                : JobStore.super.ability(ability);
    }

    private void noteStarted(final ClaimedJob job) {
        history.started(List.of(job));
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        final List<JobRequest> checked = List.copyOf(requests);
        limits.requireFitting(checked);
        final Submissions.Submitted submitted = submissions.submit(checked);
        history.submitted(submitted.stored());
        send(submitted.signals());
        return submitted.ids();
    }

    @Override
    public List<JobId> submit(final Connection connection, final List<JobRequest> requests) {
        return within(connection, requests, checked -> {
            final Submissions.Submitted submitted = submissions.submit(connection, checked);
            history.submitted(submitted.stored());
            signals.sendWith(connection, submitted.signals());
            return submitted.ids();
        });
    }

    @Override
    public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        final List<JobRequest> checked = List.copyOf(requests);
        requireNonNull(whenFull, "whenFull");
        limits.requireFitting(checked);
        final LimitedSubmissions.Answer answer = limitedSubmissions.submit(checked, whenFull);
        noted(answer);
        send(answer.signals());
        return answer.outcomes();
    }

    @Override
    public List<SubmitOutcome> submit(
            final Connection connection, final List<JobRequest> requests, final WhenLimitFull whenFull) {
        requireNonNull(whenFull, "whenFull");
        return within(connection, requests, checked -> {
            final LimitedSubmissions.Answer answer = limitedSubmissions.submit(connection, checked, whenFull);
            noted(answer);
            signals.sendWith(connection, answer.signals());
            return answer.outcomes();
        });
    }

    private void noted(final LimitedSubmissions.Answer answer) {
        history.submitted(answer.stored());
        history.ended(answer.signals());
    }

    /** A submission within a caller's transaction. */
    private interface Submission<T> {
        List<T> run(List<JobRequest> checked) throws SQLException;
    }

    private <T> List<T> within(
            final Connection connection, final List<JobRequest> requests, final Submission<T> submission) {
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalArgumentException(
                        "this connection commits each statement by itself: there is no transaction to be part of");
            }
            final List<JobRequest> checked = List.copyOf(requests);
            limits.requireFitting(checked);
            return submission.run(checked);
        } catch (final SQLException e) {
            throw transactions.faults().translate("submit jobs in the caller's transaction", e);
        }
    }

    @Override
    public void committed(final List<JobRequest> requests) {
        if (!signals.areSentByCommits()) {
            hub.send(Submissions.signalsOf(requests));
        }
    }

    @Override
    public Map<JobId, Job> find(final Collection<JobId> ids) {
        return queries.find(ids);
    }

    @Override
    public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        return polls.poll(ids);
    }

    @Override
    public CancelOutcome cancel(final JobId id) {
        final Cancels.Answer answer = cancels.cancel(requireNonNull(id, "id"));
        history.ended(answer.signals());
        send(answer.signals());
        return answer.outcome();
    }

    @Override
    public List<Job> list(final JobQuery query) {
        return queries.list(requireNonNull(query, "query"));
    }

    @Override
    public RerunOutcome rerun(final JobId id) {
        final Reruns.Answer answer = reruns.rerun(requireNonNull(id, "id"));
        history.submitted(answer.stored());
        send(answer.signals());
        return answer.outcome();
    }

    @Override
    public Optional<JobLog> log(final JobId id, final long after, final int limit) {
        JobLog.requireInRange(after, limit);
        return logs.read(requireNonNull(id, "id"), after, limit);
    }

    @Override
    public Map<JobId, Long> newestLogLines(final Collection<JobId> ids) {
        return logs.newest(ids);
    }

    @Override
    public List<PastAttempt> attempts(final JobId id) {
        return attempts.of(requireNonNull(id, "id"));
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        final List<ClaimedJob> claimed = claims.claim(requireNonNull(request, "request"));
        history.started(claimed);
        return claimed;
    }

    @Override
    public boolean bringsNothing(final WorkerId worker) {
        final OptionalLong since = signals.arrivingSince();
        return since.isPresent() && claims.bringsNothing(requireNonNull(worker, "worker"), since.getAsLong());
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> given) {
        final List<Report> checked = limits.fitting(Report.checked(given));
        if (checked.isEmpty()) {
            return List.of();
        }
        final Reports.Reported reported = reports.report(checked);
        history.ended(reported.ended());
        sendReturns(reported.signals());
        laneOpening.freed(reported.freed());
        return reported.outcomes();
    }

    @Override
    public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
        final Liveness.Heard heard = liveness.heartbeat(requireNonNull(heartbeat, "heartbeat"));
        history.ended(heard.signals());
        history.writeSoon();
        sendReturns(heard.signals());
        laneOpening.freed(heard.freed());
        return heard.orders();
    }

    @Override
    public List<RecoveredJob> recover() {
        final Recoveries.Recovery recovery = recoveries.recover();
        history.ended(recovery.signals());
        sendReturns(recovery.signals());
        laneOpening.freed(recovery.freed());
        if (recovery.limitsInUse()) {
            laneOpening.sweep();
        }
        return recovery.jobs();
    }

    @Override
    public int prune(final Duration olderThan, final int limit) {
        if (olderThan.isNegative() || limit < 1) {
            throw new IllegalArgumentException(
                    "pruning needs an age from 0 and a limit from 1, but not " + olderThan + " and " + limit);
        }
        final Pruning.Pruned pruned = pruning.prune(olderThan, limit);
        if (pruned.limitKeys()) {
            laneOpening.prune();
        }
        return pruned.jobs();
    }

    @Override
    public Overview overview() {
        return overviews.overview();
    }

    @Override
    public WorkerList workers() {
        return workers.live();
    }

    @Override
    public Optional<LiveWorker> workerOf(final JobId id) {
        return workers.of(requireNonNull(id, "id"));
    }

    @Override
    public Optional<PastWait> pastWait(final JobId id) {
        return pastWaits.of(requireNonNull(id, "id"));
    }

    @Override
    public FoundJobs search(final JobSearch search) {
        return searches.search(requireNonNull(search, "search"));
    }

    @Override
    public Failures failures(final Instant since) {
        return failures.since(requireNonNull(since, "since"));
    }

    @Override
    public History history(final HistoryQuery query) {
        return history.read(requireNonNull(query, "query"));
    }

    @Override
    public DeleteOutcome delete(final JobId id) {
        return deletes.delete(requireNonNull(id, "id"));
    }

    @Override
    public Pause pause(final PauseRequest request) {
        return pauses.pause(requireNonNull(request, "request"));
    }

    @Override
    public Optional<Pause> resume(final PauseTarget target) {
        final Pauses.Resumed resumed = pauses.resume(requireNonNull(target, "target"));
        // Those that were paused may be ahead of what was claimed meanwhile.
        sendReturns(resumed.signals());
        return resumed.ended();
    }

    @Override
    public List<Pause> pauses() {
        return pauses.current().pauses();
    }

    @Override
    public void setLimit(final Limit limit) {
        operatorLimits.set(requireNonNull(limit, "limit"));
    }

    @Override
    public boolean setDefaultLimit(final Limit limit) {
        return operatorLimits.setDefault(requireNonNull(limit, "limit"));
    }

    @Override
    public Optional<Limit> removeLimit(final String name) {
        return operatorLimits.remove(requireNonNull(name, "name"));
    }

    @Override
    public List<LimitUse> limits() {
        return operatorLimits.uses();
    }

    @Override
    public void orderQueue(final String queue, final QueueOrder order) {
        queueOrders.order(queue, requireNonNull(order, "order"));
    }

    @Override
    public QueueOrder queueOrder(final String queue) {
        return queueOrders.order(queue);
    }

    @Override
    public Subscription subscribe(final Consumer<JobSignal> listener) {
        return subscribe(JobSignal.KINDS, listener);
    }

    @Override
    public Subscription subscribe(final Set<Class<? extends JobSignal>> kinds, final Consumer<JobSignal> listener) {
        transactions.requireOpen();
        final Subscription subscription = hub.subscribe(kinds, listener);
        signals.subscribed();
        return subscription;
    }

    /** Sends signals among which may be those of jobs that were claimed and wait again. */
    private void sendReturns(final List<JobSignal> changes) {
        if (changes.stream().anyMatch(JobSignal.Claimable.class::isInstance)) {
            claims.expectOlderJobs();
        }
        send(changes);
    }

    private void send(final List<JobSignal> changes) {
        if (!changes.isEmpty()) {
            hub.send(changes);
            signals.send(changes);
        }
    }

    @Override
    public void close() {
        history.close();
        laneSignals.close();
        transactions.close();
        signals.close();
        hub.close();
        closePool.run();
    }
}
