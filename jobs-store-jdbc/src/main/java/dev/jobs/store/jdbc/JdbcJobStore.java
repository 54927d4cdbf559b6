package dev.jobs.store.jdbc;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.Subscription;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobCount;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.SizeLimits;
import dev.jobs.store.StopOrder;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
public final class JdbcJobStore implements JobStore, TransactionalSubmitter {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcJobStore.class);

    private final Transactions transactions;
    private final Runnable closePool;
    private final SignalHub hub =
            new SignalHub((signal, e) -> LOG.warn("A listener failed at {}; it goes on being told.", signal, e));
    private final Signals signals;
    private final Dialect dialect;
    private final String place;
    private final Submissions submissions;
    private final Claims claims;
    private final Reports reports;
    private final Liveness workers;
    private final Cancels cancels;
    private final Queries queries;
    private final Polls polls;
    private final SizeLimits limits;

    /** Where connections come from: for calls, and to listen on. */
    private record Sources(DataSource calls, DataSource listening) {}

    private JdbcJobStore(final Sources sources, final Runnable closePool, final JdbcSettings settings) {
        final DataSource dataSource = sources.calls();
        this.transactions = new Transactions(dataSource);
        this.closePool = closePool;
        this.limits = settings.limits();
        this.dialect = transactions.statement("connect to the database", JdbcJobStore::dialectOf);
        this.place = transactions.statement("look at the URL of the database", JdbcJobStore::place);
        transactions.statement("look at the settings of the database", connection -> {
            dialect.requireUsable(connection);
            return true;
        });
        transactions.reckonWithIsolation(
                transactions.statement("look at the isolation of transactions", Connection::getTransactionIsolation));
        if (dialect == Dialect.POSTGRESQL && transactions.statement("look for a pooler", Pooler::isBetween)) {
            transactions.reckonWithPooler();
        }
        new Schema(dialect, transactions).prepare(settings.schema());
        this.submissions = new Submissions(dialect, transactions);
        this.claims = dialect == Dialect.POSTGRESQL ? new PostgresClaims(transactions) : new Claims.OfH2(transactions);
        final DurationLog durations = new DurationLog(dialect);
        this.reports = new Reports(dialect, transactions, durations);
        this.workers =
                new Liveness(dialect, transactions, reports, durations, new LostWorkers(dialect, System::nanoTime));
        this.cancels = new Cancels(dialect, transactions);
        this.queries = new Queries(dialect, transactions);
        this.polls = new Polls(dialect, transactions, durations);
        this.signals = dialect == Dialect.POSTGRESQL && settings.signals() == JdbcSettings.Signalling.ON
                ? PostgresSignals.start(sources.listening(), transactions, hub)
                : Signals.none();
    }

    /**
     * Opens the store at this URL, {@code jdbc:h2:…} or {@code jdbc:postgresql:…}, with {@link JdbcSettings#defaults()}.
     *
     * @throws JobStoreConfigurationException if the URL, the database or the tables are of no use as they are
     * @throws dev.jobs.store.JobStoreUnavailableException if the database cannot be reached
     */
    public static JdbcJobStore open(final String url) {
        return open(url, JdbcSettings.defaults());
    }

    /** Opens the store at this URL with these settings; see {@link #open(String)}. */
    public static JdbcJobStore open(final String url, final JdbcSettings settings) {
        requireNonNull(settings, "settings");
        final HikariConfig config = Pools.config(requireNonNull(url, "url"), settings);
        // A pool would go on trying for seconds where a single connection says at once what is wrong.
        new Transactions(Pools.without(config)).statement("connect to the database", Connection::getAutoCommit);
        final HikariDataSource pool = new HikariDataSource(config);
        try {
            return new JdbcJobStore(new Sources(pool, Pools.prompt(config).orElse(pool)), pool::close, settings);
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
     * @throws JobStoreConfigurationException if the database or the tables are of no use as they are
     * @throws dev.jobs.store.JobStoreUnavailableException if the database cannot be reached
     */
    public static JdbcJobStore on(final DataSource dataSource, final JdbcSettings settings) {
        requireNonNull(dataSource, "dataSource");
        return new JdbcJobStore(new Sources(dataSource, dataSource), () -> {}, requireNonNull(settings, "settings"));
    }

    private static String place(final Connection connection) throws SQLException {
        return Optional.ofNullable(connection.getMetaData().getURL())
                .map(PublicUrl::place)
                .orElse("a database");
    }

    /** The database, without anything secret: {@code JDBC job store at jdbc:postgresql://db/jobs}. */
    @Override
    public String toString() {
        return "JDBC job store at " + place;
    }

    private static Dialect dialectOf(final Connection connection) throws SQLException {
        final String product = connection.getMetaData().getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> Dialect.POSTGRESQL;
            case "h2" -> Dialect.H2;
            default ->
                throw new JobStoreConfigurationException(
                        "jobs are kept on PostgreSQL or H2, but this database is " + product);
        };
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        final List<JobRequest> checked = List.copyOf(requests);
        limits.requireFitting(checked);
        final Submissions.Submitted submitted = submissions.submit(checked);
        tell(submitted.signals());
        return submitted.ids();
    }

    @Override
    public List<JobId> submit(final Connection connection, final List<JobRequest> requests) {
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalArgumentException(
                        "this connection commits each statement by itself: there is no transaction to be part of");
            }
            final List<JobRequest> checked = List.copyOf(requests);
            limits.requireFitting(checked);
            final Submissions.Submitted submitted = submissions.submit(connection, checked);
            signals.sendWith(connection, submitted.signals());
            return submitted.ids();
        } catch (final SQLException e) {
            throw SqlFault.translate("submit jobs in the caller's transaction", e);
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
        tell(answer.signals());
        return answer.outcome();
    }

    @Override
    public List<Job> list(final JobQuery query) {
        return queries.list(requireNonNull(query, "query"));
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        return claims.claim(requireNonNull(request, "request"));
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> given) {
        final List<Report> checked = limits.fitting(Report.checked(given));
        if (checked.isEmpty()) {
            return List.of();
        }
        final Reports.Reported reported = reports.report(checked);
        tellOfReturns(reported.signals());
        return reported.outcomes();
    }

    @Override
    public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
        final Liveness.Heard heard = workers.heartbeat(requireNonNull(heartbeat, "heartbeat"));
        tellOfReturns(heard.signals());
        return heard.orders();
    }

    @Override
    public List<RecoveredJob> recover() {
        final Liveness.Recovery recovery = workers.recover();
        tellOfReturns(recovery.signals());
        return recovery.jobs();
    }

    @Override
    public int prune(final Duration olderThan, final int limit) {
        if (olderThan.isNegative() || limit < 1) {
            throw new IllegalArgumentException(
                    "pruning needs an age from 0 and a limit from 1, but not " + olderThan + " and " + limit);
        }
        return queries.prune(olderThan, limit);
    }

    @Override
    public List<JobCount> counts() {
        return queries.counts();
    }

    @Override
    public Subscription subscribe(final Consumer<JobSignal> listener) {
        transactions.requireOpen();
        return hub.subscribe(listener);
    }

    /** Tells of news among which jobs may be that were claimed and wait again. */
    private void tellOfReturns(final List<JobSignal> news) {
        if (news.stream().anyMatch(JobSignal.Claimable.class::isInstance)) {
            claims.expectOlderJobs();
        }
        tell(news);
    }

    private void tell(final List<JobSignal> news) {
        if (!news.isEmpty()) {
            hub.send(news);
            signals.send(news);
        }
    }

    @Override
    public void close() {
        transactions.close();
        signals.close();
        hub.close();
        closePool.run();
    }
}
