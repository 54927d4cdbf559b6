package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStore;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers whose PostgreSQL dies, or is out of reach for a while: they go on by themselves. */
class LivenessIT {
    private static final int CRASHES = 3;
    private static final int JOBS_BETWEEN_CRASHES = 100;
    private static final Duration LONGEST_HEARTBEATS = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    @Test
    void aServerKilledUnderLoadAndStartedAgainLosesNothingAndEachJobEndsOnce() throws Exception {
        try (PostgresServer server = new PostgresServer(directory.resolve("killed"));
                JobStore store = JdbcJobStore.open(server.url());
                JobStore otherStore = JdbcJobStore.open(server.url());
                Worker one = Load.start(store);
                Worker other = Load.start(otherStore);
                Load load = new Load(store, server.url())) {
            assertThat(one.id()).isNotEqualTo(other.id());
            assertThat(Sql.query(server.url(), "show fsync")).containsExactly("on");

            for (int crash = 1; crash <= CRASHES; crash++) {
                load.awaitMore(JOBS_BETWEEN_CRASHES);
                server.kill();
                server.start();
            }

            load.awaitMore();
            load.endsEachJobOnce(server.url());
        }
    }

    @Test
    void noHeartbeatWaitsForAProcessThatHangsWhileItWritesTheHistory() throws Exception {
        final String url = Postgres.shared().newUrl();
        try (JobStore store = JdbcJobStore.open(url);
                Connection hanging = DriverManager.getConnection(url);
                Statement statement = hanging.createStatement()) {
            hanging.setAutoCommit(false);
            statement.execute("lock table jobs_history in access exclusive mode");
            store.submit(JobRequest.builder("ingest", "{}").build());

            final SomeWorker worker = new SomeWorker(store);
            assertTimeoutPreemptively(LONGEST_HEARTBEATS, () -> {
                worker.lives(List.of());
                worker.lives(List.of());
            });

            hanging.rollback();
            Await.until(
                    "the submission is written",
                    () -> Sql.query(url, "select sum(submitted) from jobs_history_sum where minutes = 60")
                            .equals(List.of("1")));
        }
    }

    @Test
    void workIsStoppedBeforeItsLeaseCanBeGivenAwayWhenTheDatabaseIsGoneForLongerAndGoesOnLater()
            throws IOException, SQLException {
        final String schema = Postgres.shared().newSchema();
        final String direct = Postgres.shared().url(schema);
        final CountDownLatch begun = new CountDownLatch(1);
        final BlockingQueue<List<String>> alive = new LinkedBlockingQueue<>();
        try (Proxy proxy = new Proxy(Postgres.shared().port());
                JobStore store = JdbcJobStore.open(Postgres.url(proxy.port(), schema));
                JobStore elsewhere = JdbcJobStore.open(direct);
                // Open before it is needed: what is left of the lease is not to be spent on a connection.
                Connection watching = DriverManager.getConnection(direct);
                Worker worker = Load.worker(store)
                        .handle(Load.TYPE, job -> {
                            if (begun.getCount() > 0) {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } finally {
                                    alive.add(liveWorkers(watching));
                                }
                            }
                            return job.payload();
                        })
                        .start()) {
            final JobId id = store.submit(Load.TYPE
                    .requestBuilder(7)
                    .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                    .build());
            Await.until("the handler has begun", () -> begun.getCount() == 0);

            proxy.shut();

            final List<List<String>> seen = new ArrayList<>();
            Await.until("the handler was stopped", () -> alive.drainTo(seen) > 0);
            assertThat(seen).containsExactly(List.of("true"));
            Await.until("the lease is given away", () -> !elsewhere.recover().isEmpty());
            assertThat(worker.activeJobs()).isZero();
            proxy.open();
            Await.until(
                    "the job is run again",
                    () -> elsewhere.find(id).orElseThrow().status() == JobStatus.COMPLETE);
        }
    }

    /** For each worker, whether its leases are its own still. */
    private static List<String> liveWorkers(final Connection connection) throws SQLException {
        final List<String> live = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select cast(expires_at > clock_timestamp() as text) from jobs_worker")) {
            while (row.next()) {
                live.add(row.getString(1));
            }
        }
        return live;
    }
}
