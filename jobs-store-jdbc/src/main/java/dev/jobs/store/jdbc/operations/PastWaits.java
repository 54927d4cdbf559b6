package dev.jobs.store.jdbc.operations;

import static dev.jobs.WaitReason.LIMIT_REACHED;
import static dev.jobs.WaitReason.RATE_LIMITED;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.LimitKeys;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.PauseTarget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads why jobs had waited before they started: what the claim of a job that a limit key kept back left in its row, and which pause of
 * its queue, type, owner or limit keys ended last while it waited. Immutable.
 */
public final class PastWaits {
    private static final String JOB = """
            select queue, type, owner, limit_keys, created_at, due_at, started_at, limited_for, limited_by, limited_till, freed_by
            from jobs_job where id = ? and status <> 'pending' and started_at >= due_at""";

    private static final String TARGET = """
            (kind = 'queue' and name = ? or kind = 'type' and name = ? or kind = 'owner' and name = ?
                or kind = 'limit_key' and name = any(?))""";
    private static final String PAUSE = """
            select kind, name, reason, ended_at
            from (
                select kind, name, reason, ended_at from jobs_past_pause
                where %1$s and ended_at > paused_at and ended_at > ? and ended_at <= ?
                union all
                select kind, name, reason, ends_at from jobs_pause
                where %1$s and ends_at > paused_at and ends_at > ? and ends_at <= ?) as ended
            order by ended_at desc limit 1""".formatted(TARGET);

    private final Transactions transactions;

    public PastWaits(final Transactions transactions) {
        this.transactions = transactions;
    }

    private record Started(
            List<String> targets, List<String> keys, Instant startable, Instant started, Optional<PastWait> limit) {}

    /** The last reason for which this job had waited; empty: it has not started, or waits again. */
    public Optional<PastWait> of(final JobId id) {
        return transactions.statement("read why a job had waited", connection -> {
            final Optional<Started> job = job(connection, id);
            if (job.isEmpty()) {
                return Optional.empty();
            }
            final List<PastWait> reasons = new ArrayList<>();
            job.get().limit().ifPresent(reasons::add);
            pause(connection, job.get()).ifPresent(reasons::add);
            return Optional.of(PastWait.last(reasons));
        });
    }

    private static Optional<Started> job(final Connection connection, final JobId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(JOB)) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                final Instant created = JobRow.instant(row, 5);
                final Instant due = JobRow.instant(row, 6);
                return Optional.of(new Started(
                        List.of(row.getString(1), row.getString(2), row.getString(3)),
                        LimitKeys.read(row, 4),
                        due.isAfter(created) ? due : created,
                        JobRow.instant(row, 7),
                        limit(row)));
            }
        }
    }

    private static Optional<PastWait> limit(final ResultSet row) throws SQLException {
        final String reason = row.getString(8);
        if (LIMIT_REACHED.wireName().equals(reason)) {
            return Optional.of(new PastWait.ForLimit(
                    row.getString(9),
                    JobRow.instant(row, 10),
                    Optional.ofNullable(row.getObject(11, UUID.class)).map(JobId::new)));
        }
        return RATE_LIMITED.wireName().equals(reason)
                ? Optional.of(new PastWait.ForRate(row.getString(9), JobRow.instant(row, 10)))
                : Optional.empty();
    }

    private static Optional<PastWait> pause(final Connection connection, final Started job) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PAUSE)) {
            int index = 1;
            for (int part = 0; part < 2; part++) {
                for (final String name : job.targets()) {
                    select.setString(index, name);
                    index++;
                }
                select.setArray(
                        index, connection.createArrayOf("varchar", job.keys().toArray()));
                select.setObject(index + 1, job.startable().atOffset(ZoneOffset.UTC));
                select.setObject(index + 2, job.started().atOffset(ZoneOffset.UTC));
                index += 3;
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new PastWait.ForPause(
                                new PauseTarget(PauseTarget.Kind.ofWireName(row.getString(1)), row.getString(2)),
                                Optional.ofNullable(row.getString(3)),
                                JobRow.instant(row, 4)))
                        : Optional.empty();
            }
        }
    }
}
