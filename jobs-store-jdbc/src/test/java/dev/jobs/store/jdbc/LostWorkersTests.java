package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.jdbc.write.LostWorkers;
import dev.jobs.store.jdbc.write.Recoveries;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a worker's time to live is over, with a monotonic clock that is moved by hand. */
abstract class LostWorkersTests {
    /** So short that it is over at once by the database's clock. */
    private static final Duration MOMENT = Duration.ofNanos(1_000);

    static final JobRequest REQUEST = JobRequest.builder("ingest", "{}").build();

    final String url;
    final JdbcJobStore store;
    private final Connection connection;
    private final Transactions transactions;
    private final Recoveries recoveries;
    private long tick;

    LostWorkersTests(final Database database, final String url) throws SQLException {
        this.url = url;
        store = JdbcJobStore.open(url);
        connection = DriverManager.getConnection(url);
        transactions = new Transactions(new OneConnection(connection), new SqlFaults(database.faults()));
        final Syntax syntax = database.syntax();
        recoveries = new Recoveries(syntax, transactions, new LostWorkers(syntax, () -> tick));
    }

    @AfterEach
    final void close() throws SQLException {
        transactions.close();
        connection.close();
        store.close();
    }

    /** What a process takes that looks at the moment of its monotonic clock. */
    final List<JobId> recovered() {
        return recoveries.recover().jobs().stream().map(RecoveredJob::id).toList();
    }

    final void pass(final Duration time) {
        tick += time.toNanos();
    }

    /** A worker with a job, heard for the last time with this time to live. */
    final JobId jobOfASilentWorker(final Duration timeToLive) {
        final JobId id = store.submit(REQUEST);
        final SomeWorker worker = new SomeWorker(store);
        worker.lives(List.of(worker.claim(1).get(0).lease()), timeToLive);
        return id;
    }

    @Test
    final void aWorkerIsLostWhenItsHeartbeatWasSeenUnchangedForItsTimeToLive() {
        final JobId id = jobOfASilentWorker(MOMENT);

        assertThat(recovered()).as("seen for the first time").isEmpty();
        pass(MOMENT.minusNanos(1));
        assertThat(recovered()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(recovered()).containsExactly(id);
        assertThat(recovered()).isEmpty();
    }

    @Test
    final void everyHeartbeatIsWaitedForAgain() {
        store.submit(REQUEST);
        final SomeWorker worker = new SomeWorker(store);
        final var leases = List.of(worker.claim(1).get(0).lease());

        for (int i = 0; i < 5; i++) {
            worker.lives(leases, MOMENT);
            assertThat(recovered()).isEmpty();
            pass(MOMENT.multipliedBy(2));
        }

        assertThat(recovered()).containsExactly(leases.get(0).jobId());
    }

    @Test
    final void aGoodbyeIsBelievedAtOnce() {
        final JobId id = jobOfASilentWorker(Duration.ZERO);

        assertThat(recovered()).containsExactly(id);
    }

    @Test
    final void theMonotonicClockAloneTakesNothing() {
        jobOfASilentWorker(Duration.ofMinutes(10));

        assertThat(recovered()).isEmpty();
        pass(Duration.ofDays(1));
        assertThat(recovered()).isEmpty();
    }
}
