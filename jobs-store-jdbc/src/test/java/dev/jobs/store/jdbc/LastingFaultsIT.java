package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A PostgreSQL that answers, but does nothing of what it is asked for, for longer than a call is patient; on a data source
 * of the service's own.
 */
class LastingFaultsIT {
    private static final int CONNECTIONS = 4;
    private static final int CONNECTION_TIMEOUT_MILLIS = 250;

    private final String user = "u" + UUID.randomUUID().toString().replace("-", "");
    private final String url = newUsersUrl();

    private String newUsersUrl() {
        Postgres.shared().execute("create role " + user + " superuser login");
        return Postgres.shared().newUrl().replace("user=postgres", "user=" + user);
    }

    /** Begins a fault; what is given back ends it. */
    @FunctionalInterface
    private interface Begin {
        AutoCloseable on(HikariDataSource pool, String url, String user) throws SQLException;
    }

    /**
     * What goes wrong.
     *
     * @param options the options of the store's sessions
     * @param message what a call that is refused says of it
     */
    private record Fault(String name, String options, Begin begin, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault("pool exhausted", "", (pool, url, user) -> takeAll(pool), "Connection is not available"),
                new Fault(
                        "statement timeout",
                        "-c statement_timeout=500ms",
                        (pool, url, user) -> lock(url),
                        "canceling statement due to statement timeout"),
                new Fault(
                        "lock timeout",
                        "-c lock_timeout=200ms",
                        (pool, url, user) -> lock(url),
                        "canceling statement due to lock timeout"),
                new Fault("deadlock", "", (pool, url, user) -> fail(url, "40P01"), "fails on purpose: 40P01"),
                new Fault(
                        "serialization failure",
                        "",
                        (pool, url, user) -> fail(url, "40001"),
                        "fails on purpose: 40001"),
                new Fault(
                        "a primary that has become a standby",
                        "",
                        (pool, url, user) -> readOnly(user),
                        "in a read-only transaction"));
    }

    private static AutoCloseable takeAll(final HikariDataSource pool) {
        final List<Connection> taken = new ArrayList<>();
        while (taken.size() < CONNECTIONS) {
            taken.add(Await.value("a connection is free", () -> Optional.of(pool.getConnection())));
        }
        return () -> {
            for (final Connection connection : taken) {
                connection.close();
            }
        };
    }

    private static AutoCloseable lock(final String url) throws SQLException {
        final Connection somebody = DriverManager.getConnection(url);
        somebody.setAutoCommit(false);
        somebody.createStatement().execute("lock table jobs_job in access exclusive mode");
        return somebody;
    }

    private static AutoCloseable fail(final String url, final String state) {
        Sql.execute(url, String.format(Locale.ROOT, """
                create function fail() returns trigger language plpgsql as
                $$ begin raise exception 'fails on purpose: %1$s' using errcode = '%1$s'; end $$""", state), """
                create trigger fail before insert or update on jobs_job execute function fail()""");
        return () -> Sql.execute(url, "drop trigger fail on jobs_job");
    }

    // As with a primary that is stopped, and started as a standby: sessions end, and new ones can only read, for as
    // long
    // as they last.
    private static AutoCloseable readOnly(final String user) {
        Postgres.shared()
                .execute(
                        "alter role " + user + " set default_transaction_read_only = on",
                        "select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + user + "'");
        return () -> Postgres.shared().execute("alter role " + user + " reset default_transaction_read_only");
    }

    private HikariDataSource pool(final String options) {
        final HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(options.isEmpty() ? url : url + "&options=" + options.replace(" ", "%20"));
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return pool;
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Execution(ExecutionMode.CONCURRENT)
    void callsSayThatTheStoreIsUnavailableAndWorkersGoOnWhenItIsNotAnyMore(final Fault fault) throws Exception {
        final Refusals refusals = new Refusals();
        try (HikariDataSource pool = pool(fault.options());
                JobStore store = refusals.watching(
                        JdbcJobStore.on(pool, JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF)));
                Worker worker = Load.start(store);
                Load load = new Load(store, url)) {
            load.awaitMore();

            try (AutoCloseable lasting = fault.begin().on(pool, url, user)) {
                assertThat(lasting).isNotNull();
                Await.until(
                        "submitter and worker are refused",
                        () -> refusals.of(fault.message(), "submit")
                                && refusals.of(fault.message(), "claim", "heartbeat", "report"));
            }

            load.awaitMore();
            load.endsEachJobOnce(url);
            Await.until("the worker is idle", () -> worker.activeJobs() == 0);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void reportsAreWrittenThoughSomebodyLocksTheirJobsInTheOppositeOrder() throws Exception {
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        try (JobStore store = JdbcJobStore.open(url + "&options=-c%20deadlock_timeout=500ms");
                Connection somebody = DriverManager.getConnection(url)) {
            somebody.setAutoCommit(false);
            boolean storeWasInterrupted = false;
            while (!storeWasInterrupted) {
                store.submit(Collections.nCopies(
                        2, JobRequest.builder("ingest", "{}").build()));
                final List<Lease> leases = new SomeWorker(store)
                        .claim(2).stream()
                                .map(ClaimedJob::lease)
                                .sorted(Comparator.comparing(Lease::jobId))
                                .toList();
                lock(somebody, leases.get(1));
                final Future<List<ReportOutcome>> reporting = thread.submit(() -> store.report(leases.stream()
                        .map(lease -> Report.completed(lease, Optional.empty()))
                        .toList()));
                Await.until("the report holds the first and waits for the second", () -> isLocked(leases.get(0)));

                storeWasInterrupted = getsAlong(somebody, leases.get(0));
                somebody.rollback();

                assertThat(reporting.get(60, TimeUnit.SECONDS))
                        .hasSize(2)
                        .allSatisfy(outcome -> assertThat(outcome).isEqualTo(ReportOutcome.APPLIED));
            }
        } finally {
            thread.shutdown();
        }
    }

    /** Whether this lock is given to somebody: not if it was the store that waited for too long. */
    private static boolean getsAlong(final Connection somebody, final Lease lease) throws SQLException {
        try {
            lock(somebody, lease);
            return true;
        } catch (final SQLException e) {
            assertThat(e.getSQLState()).as("a deadlock").isEqualTo("40P01");
            return false;
        }
    }

    private static void lock(final Connection connection, final Lease lease) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local deadlock_timeout = '5s'");
            statement.execute("select from jobs_job where id = '" + lease.jobId() + "' for update");
        }
    }

    private boolean isLocked(final Lease lease) {
        return Sql.query(url, "select 1 from jobs_job where id = '" + lease.jobId() + "' for update skip locked")
                .isEmpty();
    }
}
