package dev.jobs.store.jdbc.operations;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobDetails;
import dev.jobs.store.operations.DeleteOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Deletes jobs that have ended. Immutable. */
public final class Deletes {
    private final Transactions transactions;

    public Deletes(final Transactions transactions) {
        this.transactions = transactions;
    }

    public DeleteOutcome delete(final JobId id) {
        // A run whose commit was not answered may have deleted the job, and the next one does not find it.
        final AtomicBoolean found = new AtomicBoolean();
        return transactions.transaction("delete job " + id, connection -> {
            final Optional<JobStatus> status = status(connection, id);
            if (status.isEmpty()) {
                return found.get() ? new DeleteOutcome.Deleted() : new DeleteOutcome.NotFound();
            }
            if (!update(connection, "delete from jobs_job where finished_at is not null and id = ?", id)) {
                return new DeleteOutcome.NotEnded(status.get());
            }
            JobDetails.delete(connection, List.of(id));
            found.set(true);
            return new DeleteOutcome.Deleted();
        });
    }

    private static Optional<JobStatus> status(final Connection connection, final JobId id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select status from jobs_job where id = ? for update")) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(JobStatus.ofWireName(row.getString(1))) : Optional.empty();
            }
        }
    }

    private static boolean update(final Connection connection, final String sql, final JobId id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, id.value());
            return update.executeUpdate() > 0;
        }
    }
}
