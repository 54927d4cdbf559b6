package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is closed while its database keeps a call waiting: here a cancel, for a row that somebody has locked. */
class PostgresCloseIT {
    private final String application = "close-" + UUID.randomUUID();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String url = "";
    private JdbcJobStore store;
    private JobId id;
    private Connection somebody;

    @BeforeEach
    void aCancelWaits() throws SQLException {
        url = Postgres.shared().newUrl();
        store = JdbcJobStore.open(url + "&ApplicationName=" + application);
        id = store.submit(JobRequest.builder("ingest", "{}").build());
        somebody = DriverManager.getConnection(url);
        somebody.setAutoCommit(false);
        somebody.createStatement().execute("select 1 from jobs_job for update");
    }

    @AfterEach
    void end() throws SQLException {
        threads.shutdownNow();
        somebody.close();
        store.close();
    }

    private Future<CancelOutcome> waitingCancel() {
        final Future<CancelOutcome> cancel = threads.submit(() -> store.cancel(id));
        Await.until("the cancel waits for the lock", () -> connections("wait_event_type = 'Lock'") == 1);
        return cancel;
    }

    private long connections(final String condition) {
        return Long.parseLong(Sql.query(
                        url,
                        "select count(*) from pg_stat_activity where application_name = '" + application + "' and "
                                + condition)
                .get(0));
    }

    @Test
    void lettingACallEndThatSoonCan() throws Exception {
        final Future<CancelOutcome> cancel = waitingCancel();

        final Future<?> close = threads.submit(store::close);
        Await.until("the store counts as closed", () -> {
            try {
                store.overview();
                return false;
            } catch (final JobStoreClosedException e) {
                return true;
            }
        });
        somebody.rollback();

        assertThat(cancel.get(60, TimeUnit.SECONDS)).isInstanceOf(CancelOutcome.Cancelled.class);
        close.get(60, TimeUnit.SECONDS);
        Await.until("no connection is left", () -> connections("true") == 0);
    }

    @Test
    void endsACallThatCannot() throws Exception {
        final Future<CancelOutcome> cancel = waitingCancel();

        store.close();

        assertThatThrownBy(() -> cancel.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(JobStoreClosedException.class);
        somebody.rollback();
        Await.until("no connection is left", () -> connections("true") == 0);
    }
}
