package dev.jobs.store.jdbc.write;

import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Cancels jobs: one guarded update, which also leaves a mark by which a call that is run again knows its own work. */
public final class Cancels {
    private final Transactions transactions;
    private final String update;

    public Cancels(final Syntax syntax, final Transactions transactions) {
        this.transactions = transactions;
        this.update = syntax.returning(
                "update jobs_job set " + JobConditions.cancelled(syntax)
                        + " where id = ? and status in ('pending', 'processing')",
                "finished_at is not null");
    }

    /** The outcome of a cancel, and its signal. */
    public record Answer(CancelOutcome outcome, List<JobSignal> signals) {}

    public Answer cancel(final JobId id) {
        final UUID request = UUID.randomUUID();
        return transactions.statement("cancel job " + id, connection -> {
            final Optional<Boolean> finished = cancel(connection, id, request);
            if (finished.isPresent()) {
                return new Answer(
                        new CancelOutcome.Cancelled(),
                        List.of(finished.get() ? new JobSignal.Finished(id) : new JobSignal.Cancelled(id)));
            }
            return new Answer(refusal(connection, id, request), List.of());
        });
    }

    private Optional<Boolean> cancel(final Connection connection, final JobId id, final UUID request)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setObject(1, request);
            statement.setObject(2, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
            }
        }
    }

    private static CancelOutcome refusal(final Connection connection, final JobId id, final UUID request)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select status, cancel_request from jobs_job where id = ?")) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return new CancelOutcome.NotFound();
                }
                return request.equals(row.getObject(2, UUID.class))
                        ? new CancelOutcome.Cancelled()
                        : new CancelOutcome.AlreadyTerminal(JobStatus.ofWireName(row.getString(1)));
            }
        }
    }
}
