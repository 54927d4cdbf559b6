package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.postgresql.signal.SignalChannel;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Stores behind a PgBouncer, beside what {@link PgBouncerJobStoreContractIT} shows of them. */
@EnabledIf(value = "dev.jobs.store.jdbc.PgBouncer#isInstalled", disabledReason = "there is no pgbouncer on the PATH")
class PgBouncerIT {
    private final PgBouncer pooler = new PgBouncer();

    @AfterEach
    void stop() {
        pooler.close();
    }

    @Test
    void aWorkerDoesWhatIsSubmitted() throws Exception {
        final String url = pooler.newUrl();
        try (JobStore store = JdbcJobStore.open(url);
                Worker worker = Load.start(store);
                Load load = new Load(store, url)) {
            load.awaitMore();

            load.endsEachJobOnce(url);
            Await.until("the worker is idle", () -> worker.activeJobs() == 0);
        }
    }

    @Test
    void aStoreThatDoesNotHearItselfDoesNotListenToOthersOnAConnectionThatIsSomebodyElsesNext() {
        final String url = pooler.newNarrowUrl();
        try (JobStore store = JdbcJobStore.open(url)) {
            assertThat(store.overview().workloads()).isEmpty();

            final Set<String> channels = new HashSet<>();
            Await.until("the store has listened, and has given up", () -> {
                final List<String> listened = Sql.query(url, "select * from pg_listening_channels()");
                channels.addAll(listened);
                return listened.isEmpty() && !channels.isEmpty();
            });

            assertThat(channels).hasSize(1).doesNotContainAnyElementsOf(Sql.query(url, SignalChannel.query()));
        }
    }
}
