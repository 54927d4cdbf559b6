package dev.jobs.store.jdbc;

import dev.jobs.store.JobStore;
import dev.jobs.store.testkit.JobStoreContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

@EnabledIf(value = "dev.jobs.store.jdbc.PgBouncer#isInstalled", disabledReason = "there is no pgbouncer on the PATH")
class PgBouncerJobStoreContractIT extends JobStoreContract {
    @RegisterExtension
    static final FewRounds ROUNDS = new FewRounds(10, 2);

    private static PgBouncer pooler;

    private String url = "";

    @BeforeAll
    static void start() {
        pooler = new PgBouncer();
    }

    @AfterAll
    static void stop() {
        pooler.close();
    }

    @Override
    protected JobStore newStore() {
        url = pooler.newUrl();
        return JdbcJobStore.open(url);
    }

    @Override
    protected Optional<JobStore> openAgain(final JobStore store) {
        return Optional.of(JdbcJobStore.open(url));
    }

    @Override
    protected boolean estimates() {
        return true;
    }
}
