package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.JobStore;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Somebody keeps a transaction open, so that what was there when it began has to be kept: each job's every state. */
class HeldTransactionIT {
    private static final int JOBS = 300;

    @Test
    void jobsAreClaimedAndEndMeanwhile() throws Exception {
        final String url = Postgres.shared().newUrl();
        try (JobStore store = JdbcJobStore.open(url);
                Worker worker = Load.start(store);
                Load load = new Load(store, url);
                Connection somebody = DriverManager.getConnection(url)) {
            load.awaitMore();
            somebody.setAutoCommit(false);
            somebody.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            final long seen = jobs(somebody);

            load.awaitMore(JOBS);
            load.endsEachJobOnce(url);

            Await.until("the worker is idle", () -> worker.activeJobs() == 0);
            assertThat(jobs(somebody)).as("what the transaction sees").isEqualTo(seen);
        }
    }

    private static long jobs(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from jobs_job")) {
            row.next();
            return row.getLong(1);
        }
    }
}
