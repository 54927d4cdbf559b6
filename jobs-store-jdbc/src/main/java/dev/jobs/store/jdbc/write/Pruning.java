package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneOpening;
import dev.jobs.store.jdbc.table.JobDetails;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Deletes jobs that ended long ago, with all that belongs to them. */
public final class Pruning {
    private final Transactions transactions;
    private final String delete;
    private final List<OrphanSweep> sweeps =
            JobDetails.TABLES.stream().map(OrphanSweep::new).toList();

    public Pruning(final Syntax syntax, final Transactions transactions) {
        this.transactions = transactions;
        this.delete = syntax.deleting(String.format(Locale.ROOT, """
                delete from jobs_job
                where id in (
                    select id from jobs_job where finished_at is not null and finished_at <= %s
                    order by finished_at limit ?)""", syntax.nowPlusMicros("?")), "id");
    }

    /** The number of deleted jobs, and whether there are limit keys that may be in use no more. */
    public record Pruned(int jobs, boolean limitKeys) {}

    /** Deletes at most so many jobs. */
    public Pruned prune(final Duration olderThan, final int limit) {
        final Pruned pruned = transactions.transaction("prune jobs", connection -> {
            final List<JobId> jobs = delete(connection, olderThan, limit);
            JobDetails.delete(connection, jobs);
            return new Pruned(jobs.size(), LaneOpening.isToPrune(connection));
        });
        sweeps.forEach(sweep -> sweep.step(transactions));
        return pruned;
    }

    private List<JobId> delete(final Connection connection, final Duration olderThan, final int limit)
            throws SQLException {
        final List<JobId> jobs = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setLong(1, -Micros.of(olderThan));
            statement.setInt(2, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    jobs.add(JobRow.id(row, 1));
                }
            }
        }
        return jobs;
    }
}
