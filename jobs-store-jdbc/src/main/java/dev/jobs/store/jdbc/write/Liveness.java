package dev.jobs.store.jdbc.write;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.Lease;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.connection.SqlFault;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.LeaseNumbers;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.PendingAgain;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.LostWorkerError;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps workers alive by their heartbeats, and recovers the jobs of those that are not.
 *
 * <p>A worker is alive while it has a row in {@code jobs_worker}; recovery deletes the rows of {@link LostWorkers}, and then
 * takes the jobs whose worker has none. A late heartbeat and a recovery meet at that row: whichever is first wins.
 */
public final class Liveness {
    private static final Logger LOG = LoggerFactory.getLogger(Liveness.class);

    private static final Rows<Orphan> ORPHANS = Rows.<Orphan>of(
                    "id", "uuid", orphan -> orphan.id().value())
            .with("lease", "bigint", Orphan::lease)
            .with("status", "text", orphan -> orphan.next().wireName())
            .with("error", "text", orphan -> orphan.error().orElse(null))
            .with("delay", "bigint", orphan -> Micros.of(orphan.delay()));

    private final Syntax syntax;
    private final Transactions transactions;
    private final Reports reports;
    private final DurationLog durations;
    private final LostWorkers lostWorkers;

    public Liveness(
            final Syntax syntax,
            final Transactions transactions,
            final Reports reports,
            final DurationLog durations,
            final LostWorkers lostWorkers) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.reports = reports;
        this.durations = durations;
        this.lostWorkers = lostWorkers;
    }

    /** The answer to a heartbeat, and the signals of what it released. */
    public record Heard(List<StopOrder> orders, List<JobSignal> signals) {}

    public Heard heartbeat(final Heartbeat heartbeat) {
        return transactions.statement("send a heartbeat", connection -> {
            final Standing standing = renew(connection, heartbeat);
            final Map<Lease, JobStatus> stored = jobsOf(connection, heartbeat.worker());
            final List<Lease> unknown = stored.keySet().stream()
                    .filter(lease -> !heartbeat.held().contains(lease))
                    .toList();
            final List<JobSignal> signals = unknown.isEmpty() ? List.of() : release(connection, unknown);
            final List<StopOrder> orders = heartbeat.held().stream()
                    .flatMap(lease -> stopOrder(lease, Optional.ofNullable(stored.get(lease))).stream())
                    .toList();
            if (standing == Standing.HEARD_ONLY_BEFORE_PROMOTION
                    && orders.stream().noneMatch(Liveness::isLost)) {
                noteHeard(connection, heartbeat.worker());
            }
            durations.write(connection);
            return new Heard(orders, signals);
        });
    }

    /** Gives back jobs that a worker does not hold; a refusal of the database must not cost the worker its life. */
    private List<JobSignal> release(final Connection connection, final List<Lease> unknown) throws SQLException {
        try {
            return reports.release(connection, unknown, Release.CONFIRMED);
        } catch (final SQLException e) {
            if (transactions.faults().of(e) != SqlFault.OTHER) {
                throw e;
            }
            if (unknown.size() == 1) {
                LOG.error(
                        "The database refuses that job {} waits again: it stays as it is",
                        unknown.get(0).jobId(),
                        e);
                return List.of();
            }
        }
        final List<JobSignal> signals = new ArrayList<>();
        for (final Lease lease : unknown) {
            signals.addAll(release(connection, List.of(lease)));
        }
        return signals;
    }

    private static boolean isLost(final StopOrder order) {
        return order.reason() == StopOrder.Reason.LEASE_LOST;
    }

    private static Optional<StopOrder> stopOrder(final Lease lease, final Optional<JobStatus> status) {
        if (status.isEmpty()) {
            return Optional.of(new StopOrder(lease, StopOrder.Reason.LEASE_LOST));
        }
        return status.get() == JobStatus.CANCELLED
                ? Optional.of(new StopOrder(lease, StopOrder.Reason.CANCELLED))
                : Optional.empty();
    }

    /** The two cases of a worker: heard since the server may have lost the newest leases, or only before. */
    private enum Standing {
        HEARD,
        HEARD_ONLY_BEFORE_PROMOTION
    }

    /**
     * Lets the worker live on. One that was not heard since the server was promoted counts as heard only when
     * it has stopped all work of which this server knows nothing: until then nobody claims that work again.
     */
    private Standing renew(final Connection connection, final Heartbeat heartbeat) throws SQLException {
        final String update = syntax.returning(
                String.format(
                        Locale.ROOT, """
                update jobs_worker set name = ?, types = ?, queues = ?, slots = ?, stuck = ?, expires_at = %s,
                heard_at = case when %s then heard_at else %s end where worker_id = ?""", syntax.nowPlusMicros("?"), syntax.heardOnlyBeforePromotion(), syntax.now()),
                syntax.heardOnlyBeforePromotion());
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            bind(statement, heartbeat);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    return row.getBoolean(1) ? Standing.HEARD_ONLY_BEFORE_PROMOTION : Standing.HEARD;
                }
            }
        }
        final String insert =
                String.format(Locale.ROOT, """
                insert into jobs_worker (name, types, queues, slots, stuck, expires_at, worker_id, started_at, heard_at)
                values (?, ?, ?, ?, ?, %2$s, ?, %1$s, %1$s) %3$s""", syntax.now(), syntax.nowPlusMicros("?"), syntax.orIgnore());
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            bind(statement, heartbeat);
            statement.executeUpdate();
        }
        return Standing.HEARD;
    }

    private void noteHeard(final Connection connection, final WorkerId worker) throws SQLException {
        final String update = "update jobs_worker set heard_at = " + syntax.now() + " where worker_id = ?";
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setObject(1, worker.value());
            statement.executeUpdate();
        }
    }

    private static void bind(final PreparedStatement statement, final Heartbeat heartbeat) throws SQLException {
        final Connection connection = statement.getConnection();
        statement.setString(1, heartbeat.profile().name());
        statement.setArray(
                2,
                connection.createArrayOf("varchar", heartbeat.profile().types().toArray()));
        statement.setArray(
                3,
                connection.createArrayOf("varchar", heartbeat.profile().queues().toArray()));
        statement.setInt(4, heartbeat.profile().slots());
        statement.setArray(5, stuck(statement.getConnection(), heartbeat));
        statement.setLong(6, Micros.of(heartbeat.timeToLive()));
        statement.setObject(7, heartbeat.worker().value());
    }

    private static @Nullable Array stuck(final Connection connection, final Heartbeat heartbeat) throws SQLException {
        return heartbeat.stuck().isEmpty()
                ? null
                : Ids.array(
                        connection, heartbeat.stuck().stream().map(Lease::jobId).collect(Collectors.toSet()));
    }

    private static Map<Lease, JobStatus> jobsOf(final Connection connection, final WorkerId worker)
            throws SQLException {
        final Map<Lease, JobStatus> jobs = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select id, lease, status from jobs_job where worker_id = ?")) {
            select.setObject(1, worker.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    jobs.put(
                            new Lease(JobRow.id(row, 1), row.getLong(2), worker),
                            JobStatus.ofWireName(row.getString(3)));
                }
            }
        }
        return jobs;
    }

    /** The recovered jobs, and their signals. */
    public record Recovery(List<RecoveredJob> jobs, List<JobSignal> signals) {}

    public Recovery recover() {
        return transactions.transaction("recover jobs", connection -> {
            lostWorkers.forget(connection);
            final List<Orphan> orphans = taken(connection, orphans(connection));
            final List<JobId> unreadable = new ArrayList<>();
            isAccepted(connection, "jobs that no worker can read", () -> unreadable.addAll(failUnreadable(connection)));
            return new Recovery(
                    Stream.concat(
                                    orphans.stream()
                                            .map(orphan -> RecoveredJob.workerLost(
                                                    orphan.id(), orphan.next(), orphan.worker())),
                                    unreadable.stream().map(RecoveredJob::unreadablePayload))
                            .toList(),
                    Stream.concat(
                                    orphans.stream().flatMap(orphan -> orphan.signal().stream()),
                                    unreadable.stream().map(JobSignal.Finished::new))
                            .toList());
        });
    }

    /** Lets the jobs fail that every live worker who handles them has declined, and that have waited long enough. */
    private List<JobId> failUnreadable(final Connection connection) throws SQLException {
        final String sql = syntax.returning(
                String.format(
                        Locale.ROOT, """
                update jobs_job set status = 'failed', lease = %3$s, revision = revision + 1, error = ?,
                    updated_at = greatest(updated_at, %1$s), finished_at = greatest(updated_at, %1$s)
                where status = 'pending' and due = true and declined_by is not null and declined_until <= %1$s
                    and not %2$s""", syntax.now(), JobConditions.handled(syntax), LeaseNumbers.after("lease")),
                "id");
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, Report.Declined.ERROR);
            final List<JobId> failed = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    failed.add(JobRow.id(row, 1));
                }
            }
            return failed;
        }
    }

    /** A job whose worker is gone, and its next status. */
    private record Orphan(
            JobId id,
            long lease,
            JobStatus status,
            int attempt,
            int maxAttempts,
            int losses,
            Duration delay,
            String queue,
            String type,
            WorkerId worker) {
        JobStatus next() {
            if (status == JobStatus.CANCELLED) {
                return JobStatus.CANCELLED;
            }
            return attempt < maxAttempts ? JobStatus.PENDING : JobStatus.FAILED;
        }

        Optional<String> error() {
            return status == JobStatus.CANCELLED
                    ? Optional.empty()
                    : Optional.of(LostWorkerError.message(losses + 1, attempt));
        }

        Optional<JobSignal> signal() {
            if (next() != JobStatus.PENDING) {
                return Optional.of(new JobSignal.Finished(id));
            }
            return delay.isZero() ? Optional.of(new JobSignal.Claimable(queue, type)) : Optional.empty();
        }
    }

    private static List<Orphan> orphans(final Connection connection) throws SQLException {
        final String sql = """
                select j.id, j.lease, j.status, j.attempt, j.max_attempts, j.losses, j.backoff_initial_ms,
                        j.backoff_max_ms, j.queue, j.type, j.worker_id
                from jobs_job j
                where j.worker_id is not null
                    and not exists (select 1 from jobs_worker w where w.worker_id = j.worker_id)
                order by j.id
                for update""";
        final List<Orphan> orphans = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                final Backoff backoff =
                        new Backoff(Duration.ofMillis(row.getLong(7)), Duration.ofMillis(row.getLong(8)));
                orphans.add(new Orphan(
                        JobRow.id(row, 1),
                        row.getLong(2),
                        JobStatus.ofWireName(row.getString(3)),
                        row.getInt(4),
                        row.getInt(5),
                        row.getInt(6),
                        backoff.delayAfter(Math.max(1, row.getInt(4)), ThreadLocalRandom.current()),
                        row.getString(9),
                        row.getString(10),
                        new WorkerId(row.getObject(11, UUID.class))));
            }
        }
        return orphans;
    }

    /** The jobs that the database lets be recovered: one that it refuses must not keep the others from it. */
    private List<Orphan> taken(final Connection connection, final List<Orphan> orphans) throws SQLException {
        if (orphans.isEmpty() || isAccepted(connection, "the jobs of lost workers", () -> take(connection, orphans))) {
            return orphans;
        }
        final List<Orphan> taken = new ArrayList<>();
        for (final Orphan orphan : orphans) {
            if (isAccepted(connection, "job " + orphan.id(), () -> take(connection, List.of(orphan)))) {
                taken.add(orphan);
            }
        }
        return taken;
    }

    /** A part of a transaction. */
    @FunctionalInterface
    private interface Part {
        void run() throws SQLException;
    }

    /** Does a part of a transaction, unless the database refuses it for good, as by a trigger: then nothing of it is done. */
    private boolean isAccepted(final Connection connection, final String what, final Part part) throws SQLException {
        final Savepoint before = connection.setSavepoint();
        try {
            part.run();
            connection.releaseSavepoint(before);
            return true;
        } catch (final SQLException e) {
            if (transactions.faults().of(e) != SqlFault.OTHER) {
                throw e;
            }
            connection.rollback(before);
            LOG.error("The database refuses the recovery of {}", what, e);
            return false;
        }
    }

    /** Whatever the lost worker may still report was not this end: a new lease number refuses it. */
    private void take(final Connection connection, final List<Orphan> orphans) throws SQLException {
        if (orphans.isEmpty()) {
            return;
        }
        final String sql = syntax.updateFrom(
                "j.id",
                String.format(Locale.ROOT, """
                status = r.status, lease = %1$s, revision = j.revision + 1,
                losses = case when r.error is null then j.losses else j.losses + 1 end,
                error = coalesce(r.error, j.error), declined_by = null, declined_until = null,
                release = case when r.status = 'cancelled' then 'presumed' end,
                """, LeaseNumbers.after("j.lease"))
                        + PendingAgain.ifElseEnded(
                                syntax, "r.status = 'pending'", "r.delay = 0", syntax.nowPlusMicros("r.delay")),
                ORPHANS.unnested(syntax),
                "j.lease = r.lease and " + JobConditions.HELD);
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            ORPHANS.bind(update, orphans);
            update.executeQuery().close();
        }
    }
}
