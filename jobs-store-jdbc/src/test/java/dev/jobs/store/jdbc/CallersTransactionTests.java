package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStoreException;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs submitted within a transaction of the caller's own, on each database. */
abstract class CallersTransactionTests {
    private JdbcJobStore store;
    private JdbcJobStore otherProcess;
    private Connection connection;

    /** The URL of an empty database. */
    abstract String newUrl();

    @BeforeEach
    final void open() throws SQLException {
        final String url = newUrl();
        store = JdbcJobStore.open(url);
        otherProcess = JdbcJobStore.open(url);
        connection = DriverManager.getConnection(url);
        connection.createStatement().execute("create table orders (id integer)");
        connection.setAutoCommit(false);
    }

    @AfterEach
    final void close() throws SQLException {
        connection.close();
        otherProcess.close();
        store.close();
    }

    static JobRequest request(final String type) {
        return JobRequest.builder(type, "{}").build();
    }

    @Test
    final void commitsWithTheCallersOwnRows() throws SQLException {
        connection.createStatement().execute("insert into orders values (1)");
        final List<JobId> ids = store.submit(connection, List.of(request("ingest"), request("save")));
        assertThat(otherProcess.find(ids)).isEmpty();

        connection.commit();

        assertThat(otherProcess.find(ids)).containsOnlyKeys(ids);
        assertThat(new SomeWorker(otherProcess).claim(9))
                .extracting(one -> one.job().id())
                .isEqualTo(ids);
    }

    @Test
    final void vanishesWithTheCallersOwnRowsAndIsNeverSignalled() throws SQLException {
        final BlockingQueue<JobSignal> heard = new LinkedBlockingQueue<>();
        final BlockingQueue<JobSignal> heardElsewhere = new LinkedBlockingQueue<>();
        store.subscribe(heard::add);
        otherProcess.subscribe(heardElsewhere::add);
        awaitListening(heard, heardElsewhere);
        connection.createStatement().execute("insert into orders values (1)");
        final JobId id = store.submit(connection, request("vanished"));

        connection.rollback();

        assertThat(store.find(id)).isEmpty();
        assertThat(new SomeWorker(store).claim(9)).isEmpty();
        store.submit(request("marker"));
        Await.until("the marker was heard here", () -> heard.contains(claimable("marker")));
        if (signals()) {
            Await.until("the marker was heard elsewhere", () -> heardElsewhere.contains(claimable("marker")));
        }
        assertThat(heard).doesNotContain(claimable("vanished"));
        assertThat(heardElsewhere).doesNotContain(claimable("vanished"));
    }

    /** Whether processes tell each other. */
    abstract boolean signals();

    /** Waits until processes that tell each other hear each other: a store begins to listen some time after it was opened. */
    final void awaitListening(final Collection<JobSignal> heard, final Collection<JobSignal> heardElsewhere) {
        if (signals()) {
            Await.until("both processes hear each other", () -> {
                store.cancel(store.submit(request("here")));
                otherProcess.cancel(otherProcess.submit(request("elsewhere")));
                return heard.contains(claimable("elsewhere")) && heardElsewhere.contains(claimable("here"));
            });
        }
    }

    static JobSignal claimable(final String type) {
        return new JobSignal.Claimable(JobRequest.DEFAULT_QUEUE, type);
    }

    final JdbcJobStore store() {
        return store;
    }

    final JdbcJobStore otherProcess() {
        return otherProcess;
    }

    final Connection connection() {
        return connection;
    }

    @Test
    final void aRepeatedKeyGivesTheFirstJobAlsoWithinOneTransaction() throws SQLException {
        final JobRequest keyed =
                JobRequest.builder("ingest", "{}").idempotencyKey("order 1").build();
        final JobId first = store.submit(connection, keyed);

        final JobId repeated = store.submit(connection, keyed);

        assertThat(repeated).isEqualTo(first);
        connection.commit();
        assertThat(otherProcess.submit(keyed)).isEqualTo(first);
    }

    @Test
    final void aKeyThatIsTakenForSomethingElseLeavesTheTransactionOfUse() throws SQLException {
        final JobRequest keyed =
                JobRequest.builder("ingest", "{}").idempotencyKey("order 1").build();
        final JobRequest other = JobRequest.builder("ingest", "{\"a\":1}")
                .idempotencyKey("order 1")
                .build();
        store.submit(keyed);
        connection.createStatement().execute("insert into orders values (1)");

        assertThatThrownBy(() -> store.submit(connection, other)).isInstanceOf(IdempotencyConflictException.class);

        final JobId next = store.submit(connection, request("save"));
        connection.commit();
        assertThat(otherProcess.find(next)).isPresent();
    }

    @Test
    final void aKeyThatIsTakenKeepsTheOtherJobsOfItsCallFromBeingStored() throws SQLException {
        final JobRequest keyed =
                JobRequest.builder("ingest", "{}").idempotencyKey("order 1").build();
        final JobRequest other = JobRequest.builder("ingest", "{\"a\":1}")
                .idempotencyKey("order 1")
                .build();
        store.submit(keyed);
        final JobId before = store.submit(connection, request("before"));

        assertThatThrownBy(() -> store.submit(connection, List.of(request("save"), other)))
                .isInstanceOf(IdempotencyConflictException.class);

        connection.commit();
        assertThat(otherProcess.find(before)).isPresent();
        assertThat(otherProcess.list(JobQuery.all())).hasSize(2);
    }

    @Test
    final void leavesTheConnectionAsItWas() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);

        store.submit(connection, request("ingest"));

        assertThat(connection.isClosed()).isFalse();
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        connection.commit();
        assertThat(new SomeWorker(otherProcess).claim(9)).hasSize(1);
    }

    @Test
    final void refusesAConnectionThatCommitsEachStatementByItself() throws SQLException {
        connection.setAutoCommit(true);

        assertThatThrownBy(() -> store.submit(connection, request("ingest")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("commits each statement by itself");

        assertThat(store.overview().workloads()).isEmpty();
    }

    @Test
    final void saysWhatWentWrongOnAConnectionThatIsClosed() throws SQLException {
        connection.close();

        assertThatThrownBy(() -> store.submit(connection, request("ingest")))
                .isInstanceOf(JobStoreException.class)
                .hasMessageContaining("submit jobs in the caller's transaction");
    }
}
