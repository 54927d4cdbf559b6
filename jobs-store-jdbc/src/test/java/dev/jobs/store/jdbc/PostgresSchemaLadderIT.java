package dev.jobs.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @Override
    String indexes() {
        return """
                select indexrelid || ' ' || pg_get_indexdef(indexrelid) from pg_index
                where indrelid = 'jobs_job'::regclass""";
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aStepBehindALongTransactionGivesUpLeavesTheTablesAsTheyWereAndLetsOthersWork() throws Exception {
        aStepBehindThisTransactionGivesUp(newUrl(), "lock table jobs_job in access share mode");
    }

    private static final class OnPostgres extends Version1 {
        OnPostgres(final String url) throws SQLException {
            super(url, "postgresql", Set.of());
            // A step that keeps others waiting fails its test, and does not hang the build.
            connection.setNetworkTimeout(Runnable::run, (int) TimeUnit.SECONDS.toMillis(60));
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
