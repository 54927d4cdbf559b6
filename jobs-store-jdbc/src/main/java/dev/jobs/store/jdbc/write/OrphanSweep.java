package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Goes through a table of what belongs to jobs once, step by step, and deletes the rows of jobs that are gone. There are none but
 * where a library of an older version, which knows nothing of the table, pruned jobs during a rolling deployment. Safe to share
 * between threads.
 */
final class OrphanSweep {
    private static final int ROWS_OF_A_STEP = 5_000;

    private final String next;
    private final String delete;

    /** The job up to which it has come; empty: it is done. Two threads may do the same step, and one set it back: that does no harm. */
    private volatile Optional<UUID> position = Optional.of(new UUID(0, 0));

    OrphanSweep(final String table) {
        this.next = "select distinct job_id from (select job_id from " + table
                + " where job_id > ? order by job_id limit " + ROWS_OF_A_STEP + ") as next order by job_id";
        this.delete = "delete from " + table + " where job_id = any(?)"
                + " and not exists (select 1 from jobs_job j where j.id = " + table + ".job_id)";
    }

    /** Goes one step on, if there is one left. */
    void step(final Transactions transactions) {
        final Optional<UUID> from = position;
        if (from.isPresent()) {
            position = transactions.statement(
                    "delete what deleted jobs have left behind", connection -> deleteAfter(connection, from.get()));
        }
    }

    /** Deletes the orphans of the next jobs; answers with the last of these jobs, empty at the end of the table. */
    private Optional<UUID> deleteAfter(final Connection connection, final UUID last) throws SQLException {
        final List<JobId> jobs = jobsAfter(connection, last);
        if (jobs.isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setArray(1, Ids.array(connection, jobs));
            statement.executeUpdate();
        }
        return Optional.of(jobs.get(jobs.size() - 1).value());
    }

    private List<JobId> jobsAfter(final Connection connection, final UUID last) throws SQLException {
        final List<JobId> jobs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(next)) {
            select.setObject(1, last);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    jobs.add(JobRow.id(row, 1));
                }
            }
        }
        return jobs;
    }
}
