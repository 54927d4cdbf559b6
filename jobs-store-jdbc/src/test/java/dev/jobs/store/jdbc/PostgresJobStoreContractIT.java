package dev.jobs.store.jdbc;

import dev.jobs.store.JobStore;
import dev.jobs.store.testkit.JobStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FewRounds.class)
class PostgresJobStoreContractIT extends JobStoreContract {
    private String url = "";

    @Override
    protected JobStore newStore() {
        url = Postgres.shared().newUrl();
        return JdbcJobStore.open(url);
    }

    @Override
    protected Optional<JobStore> openAgain(final JobStore store) {
        return Optional.of(JdbcJobStore.open(url));
    }

    @Override
    protected boolean signals() {
        return true;
    }

    @Override
    protected boolean estimates() {
        return true;
    }
}
