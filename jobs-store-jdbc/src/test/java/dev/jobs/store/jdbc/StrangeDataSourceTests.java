package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores on a data source of the service's own, whose connections are not as the store would make them. */
abstract class StrangeDataSourceTests {
    private static final int JOBS = 300;
    private static final int CLAIMERS = 4;

    /** The URL of an empty database. */
    abstract String newUrl();

    @ParameterizedTest
    @ValueSource(strings = {"TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE"})
    final void workAsWellOnConnectionsOfAnotherIsolationThatDoNotCommitByThemselves(final String isolation)
            throws Exception {
        try (HikariDataSource dataSource = dataSource(isolation);
                JobStore store = JdbcJobStore.on(dataSource, JdbcSettings.defaults())) {
            final List<JobId> ids = store.submit(
                    Collections.nCopies(JOBS, JobRequest.builder("ingest", "{}").build()));

            final List<Callable<List<JobId>>> claimers = Collections.nCopies(CLAIMERS, () -> drain(store));
            final List<List<JobId>> drained = Together.run(claimers);

            assertThat(drained)
                    .allSatisfy(
                            own -> assertThat(own.stream().map(ids::indexOf)).isSorted());
            assertThat(drained.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    private static List<JobId> drain(final JobStore store) {
        final SomeWorker worker = new SomeWorker(store);
        final List<JobId> drained = new ArrayList<>();
        List<ClaimedJob> claimed = worker.claim(3);
        while (!claimed.isEmpty()) {
            for (final ClaimedJob one : claimed) {
                drained.add(one.job().id());
                assertThat(store.report(Report.completed(one.lease(), Optional.empty())))
                        .isEqualTo(ReportOutcome.APPLIED);
            }
            claimed = worker.claim(3);
        }
        return drained;
    }

    @Test
    final void doNotSayThatACallHasFailedWhoseConnectionCannotBeClosedAfterIt() throws SQLException {
        try (HikariDataSource dataSource = dataSource("TRANSACTION_READ_COMMITTED")) {
            final JobStore store = JdbcJobStore.on(
                    failingAtClose(DataSource.class, dataSource),
                    JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF));

            final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());

            assertThat(store.find(id)).isPresent();
            assertThat(new SomeWorker(store).claim(2)).hasSize(1);
            store.close();
        }
    }

    /** The same object; what is closed of it, and of the connections that it gives, is closed and fails then. */
    private static <T> T failingAtClose(final Class<T> type, final T right) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    final Object answer;
                    try {
                        answer = method.invoke(right, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("close")) {
                        throw new SQLException("closed, for a test");
                    }
                    return answer instanceof Connection connection && type == DataSource.class
                            ? failingAtClose(Connection.class, connection)
                            : answer;
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE"})
    final void giveConnectionsBackAsTheyCame(final String isolation) throws SQLException {
        try (HikariDataSource dataSource = dataSource(isolation);
                Connection only = dataSource.getConnection()) {
            final int given = only.getTransactionIsolation();
            final JobStore store = JdbcJobStore.on(
                    new OneConnection(only), JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF));

            final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
            store.recover();
            store.cancel(id);
            store.close();

            assertThat(only.getTransactionIsolation())
                    .isEqualTo(given)
                    .isNotEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(only.getAutoCommit()).isFalse();
        }
    }

    private HikariDataSource dataSource(final String isolation) {
        final HikariDataSource dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(newUrl());
        dataSource.setAutoCommit(false);
        dataSource.setTransactionIsolation(isolation);
        dataSource.setMaximumPoolSize(CLAIMERS + 2);
        return dataSource;
    }
}
