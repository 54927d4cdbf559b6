package dev.jobs.store.jdbc;

import dev.jobs.store.JobStore;
import dev.jobs.store.testkit.JobStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresJobStoreContractIT extends JobStoreContract {
    private final Postgres postgres = new Postgres();
    private String url = "";

    @Override
    protected JobStore newStore() {
        url = postgres.newUrl();
        return JdbcJobStore.open(url);
    }

    @Override
    protected Optional<JobStore> openAgain(final JobStore store) {
        return Optional.of(JdbcJobStore.open(url));
    }

    @AfterAll
    void stop() {
        postgres.close();
    }
}
