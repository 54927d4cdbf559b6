package dev.jobs.store.jdbc.poll;

import dev.jobs.JobId;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads the attempts of jobs that have ended. */
public final class PastAttempts {
    private final Transactions transactions;

    public PastAttempts(final Transactions transactions) {
        this.transactions = transactions;
    }

    /** Those of one job, oldest first. */
    public List<PastAttempt> of(final JobId id) {
        final String sql = """
                select number, lease, worker, started_at, ended_at, ended, error, release,
                    case when ended = 'cancelled' then (select j.cancelled_at from jobs_job j where j.id = job_id) end
                from jobs_attempt where job_id = ?
                order by job_id desc, lease desc limit ?""";
        return transactions.statement("read the attempts of job " + id, connection -> {
            final List<PastAttempt> newestFirst = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setObject(1, id.value());
                select.setInt(2, PastAttempt.MOST_KEPT);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        newestFirst.add(attempt(row));
                    }
                }
            }
            Collections.reverse(newestFirst);
            return List.copyOf(newestFirst);
        });
    }

    private static PastAttempt attempt(final ResultSet row) throws SQLException {
        return PastAttempt.builder(row.getInt(1), row.getLong(2))
                .worker(row.getString(3))
                .times(JobRow.instant(row, 4), JobRow.instant(row, 5))
                .end(PastAttempt.End.ofWireName(row.getString(6)))
                .error(Optional.ofNullable(row.getString(7)))
                .release(JobRow.release(row, 8))
                .cancelledAt(JobRow.optionalInstant(row, 9))
                .build();
    }
}
