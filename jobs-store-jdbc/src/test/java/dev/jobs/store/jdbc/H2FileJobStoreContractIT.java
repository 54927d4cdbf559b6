package dev.jobs.store.jdbc;

import dev.jobs.store.JobStore;
import dev.jobs.store.testkit.JobStoreContract;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(FewRounds.class)
class H2FileJobStoreContractIT extends JobStoreContract {
    @TempDir
    private static Path directory;

    private String url = "";

    @Override
    protected JobStore newStore() {
        url = "jdbc:h2:file:" + directory.resolve(UUID.randomUUID().toString());
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
