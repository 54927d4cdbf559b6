package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.jdbc.postgresql.PostgresDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresRecordedWorkIT extends RecordedWorkTests {
    PostgresRecordedWorkIT() throws SQLException {
        super(new PostgresDatabase(), Postgres.shared().newUrl());
    }

    @Test
    void linesOfTheLogMakeNoNewVersionOfTheJobsRow() {
        final Lease lease = claimed(1).get(0).lease();
        final String version = "select ctid || ' ' || xmin from jobs_job";
        final List<String> before = Sql.query(url, version);

        assertThat(store.report(logged(lease, 1, 5, LogLimits.STANDARD))).isEqualTo(ReportOutcome.APPLIED);

        assertThat(Sql.query(url, version)).isEqualTo(before);
    }
}
