package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Databases whose disk is full for a while. */
class FullDiskIT {
    @TempDir
    private static Path directory;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void postgresRefusesThenGivesUpAndWhenThereIsSpaceAgainNothingIsLost() throws Exception {
        final Refusals refusals = new Refusals();
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("postgres"), 160);
                PostgresServer server = new PostgresServer(disk.directory().resolve("data"));
                JobStore store = refusals.watching(JdbcJobStore.open(server.url()));
                Worker worker = Load.start(store);
                Load load = new Load(store, server.url())) {
            load.awaitMore();

            disk.fill();
            Await.until("a submission is refused", () -> refusals.of("No space left on device", "submit"));
            disk.free();
            load.awaitMore();

            disk.fill();
            // Where it cannot begin another piece of its log, it ends all sessions, and in the end itself.
            Await.until("the server is gone", () -> {
                if (server.isAlive()) {
                    Sql.execute(server.url(), "select pg_switch_wal()");
                }
                return !server.isAlive();
            });
            disk.free();
            server.startAgain();

            load.awaitMore();
            load.endsEachJobOnce(server.url());
            Await.until("the worker is idle", () -> worker.activeJobs() == 0);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anH2FileRefusesAndWhenThereIsSpaceAgainTakesJobsAndHasAllThatWasAcknowledged() throws Exception {
        final List<JobId> acknowledged = new ArrayList<>();
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("h2"), 4);
                JobStore store =
                        JdbcJobStore.open("jdbc:h2:file:" + disk.directory().resolve("jobs"))) {
            final JobRequest request = JobRequest.builder("ingest", "\"" + "x".repeat(1_000) + "\"")
                    .build();
            acknowledged.add(store.submit(request));
            disk.fill();

            assertThatThrownBy(() -> {
                        while (true) {
                            acknowledged.add(store.submit(request));
                        }
                    })
                    .isInstanceOf(JobStoreUnavailableException.class)
                    .hasMessageContaining("No space left on device");
            disk.free();

            acknowledged.add(store.submit(request));
            assertThat(store.find(acknowledged)).containsOnlyKeys(acknowledged);
        }
    }
}
