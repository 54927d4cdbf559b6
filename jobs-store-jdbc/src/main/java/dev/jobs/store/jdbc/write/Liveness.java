package dev.jobs.store.jdbc.write;

import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.Lease;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.Permit;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.jdbc.write.Reports.Freed;
import dev.jobs.store.support.StoredJson;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps workers alive by their heartbeats.
 *
 * <p>A worker is alive while it has a row in {@code jobs_worker}; {@link Recoveries} deletes those of lost ones. A late heartbeat and
 * a recovery meet at that row: whichever is first wins.
 */
public final class Liveness {
    private final Syntax syntax;
    private final Transactions transactions;
    private final Reports reports;
    private final DurationLog durations;
    private final AcceptedParts parts;

    public Liveness(
            final Syntax syntax, final Transactions transactions, final Reports reports, final DurationLog durations) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.reports = reports;
        this.durations = durations;
        this.parts = new AcceptedParts(transactions.faults());
    }

    /** The answer to a heartbeat, the signals of what it released, and the permits that are free. */
    public record Heard(List<StopOrder> orders, List<JobSignal> signals, List<Permit> freed) {}

    /** The answer to a heartbeat, and the leases that the worker does not know of. */
    private record Answer(List<StopOrder> orders, List<Lease> unknown) {}

    public Heard heartbeat(final Heartbeat heartbeat) {
        final Answer answer = transactions.transaction("send a heartbeat", connection -> {
            final Standing standing = renew(connection, heartbeat);
            final Map<Lease, JobStatus> stored = jobsOf(connection, heartbeat.worker());
            final List<StopOrder> orders = heartbeat.held().stream()
                    .flatMap(lease -> stopOrder(lease, Optional.ofNullable(stored.get(lease))).stream())
                    .toList();
            if (standing == Standing.HEARD_ONLY_BEFORE_PROMOTION
                    && orders.stream().noneMatch(Liveness::isLost)) {
                noteHeard(connection, heartbeat.worker());
            }
            return new Answer(
                    orders,
                    stored.keySet().stream()
                            .filter(lease -> !heartbeat.held().contains(lease))
                            .toList());
        });
        // Apart: no time to live may wait for another process that hangs while it writes to these rows.
        if (durations.isToWrite()) {
            transactions.statement("write how long jobs took", connection -> {
                durations.write(connection);
                return true;
            });
        }
        if (answer.unknown().isEmpty()) {
            return new Heard(answer.orders(), List.of(), List.of());
        }
        final List<Freed> released = release(answer.unknown());
        return new Heard(
                answer.orders(),
                released.stream().flatMap(freed -> freed.signals().stream()).toList(),
                released.stream().flatMap(freed -> freed.permits().stream()).toList());
    }

    /** Gives back jobs that a worker does not hold; a refusal of the database must not cost the worker its life. */
    private List<Freed> release(final List<Lease> unknown) {
        return transactions.transaction("release jobs that their worker does not hold", connection -> {
            final List<Freed> released = new ArrayList<>();
            if (!parts.isAccepted(
                    connection,
                    "that jobs wait again which their worker does not hold",
                    () -> released.add(reports.release(connection, unknown, Release.CONFIRMED)))) {
                for (final Lease lease : unknown) {
                    parts.isAccepted(
                            connection,
                            "that job " + lease.jobId() + " waits again: it stays as it is",
                            () -> released.add(reports.release(connection, List.of(lease), Release.CONFIRMED)));
                }
            }
            return released;
        });
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
                update jobs_worker set name = ?, types = ?, queues = ?, slots = ?, stuck = ?, children = ?, expires_at = %s,
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
                insert into jobs_worker
                    (name, types, queues, slots, stuck, children, expires_at, worker_id, started_at, heard_at)
                values (?, ?, ?, ?, ?, ?, %2$s, ?, %1$s, %1$s) %3$s""", syntax.now(), syntax.nowPlusMicros("?"), syntax.orIgnore());
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
        statement.setString(
                6, heartbeat.children().isEmpty() ? null : StoredJson.ofChildren(heartbeat.childrenOfJobs()));
        statement.setLong(7, Micros.of(heartbeat.timeToLive()));
        statement.setObject(8, heartbeat.worker().value());
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
}
