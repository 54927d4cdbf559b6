package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary PostgreSQL and its synchronous standby. */
class StandbyIT {
    @TempDir
    private static Path directory;

    @Test
    void aStandbyIsRefusedAndLosesNothingWhenItTakesOverFromAPrimaryKilledUnderLoad() throws Exception {
        try (PostgresServer primary = new PostgresServer(directory.resolve("primary"));
                PostgresServer standby = primary.newStandby(directory.resolve("standby"))) {
            primary.waitFor(standby);
            final String url = primary.url().replace("/postgres?", ",127.0.0.1:" + standby.port() + "/postgres?")
                    + "&targetServerType=primary";
            try (JobStore store = JdbcJobStore.open(url);
                    Worker worker = Load.start(store);
                    Load load = new Load(store, primary.url())) {
                load.awaitMore();
                isRefused(standby);

                whileNothingIsCopied(standby, () -> {
                    Await.until(
                            "commits wait for the standby",
                            () -> !Sql.query(
                                            primary.url(),
                                            "select 1 from pg_stat_activity where wait_event = 'SyncRep'")
                                    .isEmpty());
                    primary.kill();
                });
                standby.promote();

                load.awaitMore();
                load.endsEachJobOnce(standby.url());
                Await.until("the worker is idle", () -> worker.activeJobs() == 0);
            }
        }
    }

    private static void isRefused(final PostgresServer standby) {
        for (final SchemaMode mode : List.of(SchemaMode.CREATE, SchemaMode.CHECK)) {
            assertThatThrownBy(() -> JdbcJobStore.open(
                            standby.url(), JdbcSettings.defaults().withSchema(mode)))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .hasMessageContainingAll("can only be read", "replica", "the primary");
        }
    }

    /** Something done at a bad moment. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    // The process that receives what the primary writes stands still.
    private static void whileNothingIsCopied(final PostgresServer standby, final Action action)
            throws IOException, InterruptedException {
        final String receiver =
                Sql.query(standby.url(), "select pid from pg_stat_wal_receiver").get(0);
        signal("-STOP", receiver);
        try {
            action.run();
        } finally {
            signal("-CONT", receiver);
        }
    }

    private static void signal(final String signal, final String process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, process).start().waitFor())
                .isZero();
    }
}
