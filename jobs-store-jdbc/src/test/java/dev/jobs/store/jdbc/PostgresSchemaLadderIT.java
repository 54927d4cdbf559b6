package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PostgresSchemaLadderIT extends SchemaLadderTests {
    @Override
    String newUrl() {
        return Postgres.shared().newUrl();
    }

    @Override
    String folder() {
        return "postgresql";
    }

    @Override
    Version1 version1(final String url) throws SQLException {
        return new OnPostgres(url);
    }

    @Test
    void aLibraryOfVersion1WorksOnDuringTheStepAndAfterIt() throws Exception {
        version1WorksOnDuringTheStepAndAfterIt();
    }

    @Test
    void aStepBehindALongTransactionGivesUpLeavesTheTablesAsTheyWereAndLetsOthersWork() throws Exception {
        final String url = newUrl();
        Sql.execute(url, Version1.tables(folder()), Version1.jobs());
        try (Connection backup = DriverManager.getConnection(url);
                Statement statement = backup.createStatement();
                Version1 old = version1(url)) {
            backup.setAutoCommit(false);
            statement.execute("lock table jobs_job in access share mode");
            final CompletableFuture<Throwable> failure =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> JdbcJobStore.open(url)));
            while (!failure.isDone()) {
                old.work();
            }

            assertThat(failure.join())
                    .isInstanceOf(JobStoreUnavailableException.class)
                    .hasMessageContainingAll("to version 2", "as they were", "backup");
            assertThat(old.done()).isGreaterThan(10);
            assertThat(Sql.query(url, "select version from jobs_schema")).containsExactly("1");
        }
        try (JobStore store = JdbcJobStore.open(url)) {
            assertThat(store.find(
                            store.submit(JobRequest.builder("ingest", "{}").build())))
                    .isPresent();
        }
    }

    private static final class OnPostgres extends Version1 {
        OnPostgres(final String url) throws SQLException {
            super(url, "postgresql", Set.of());
        }

        @Override
        List<Claim> claim() throws SQLException {
            try (PreparedStatement claim = connection.prepareStatement(statement("claim"))) {
                claim.setObject(1, worker);
                claim.setBoolean(2, true);
                claim.setArray(3, array("text", QUEUE));
                claim.setArray(4, array("text", TYPE));
                claim.setArray(5, arrayOfNull("integer"));
                claim.setArray(6, arrayOfNull("bigint"));
                claim.setInt(7, 1);
                claim.setInt(8, 1);
                claim.setObject(9, worker);
                claim.setInt(10, 1);
                claim.setBoolean(11, true);
                claim.setObject(12, worker);
                claim.setInt(13, 1);
                return Claim.read(claim);
            }
        }
    }
}
