package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The lease, status and attempt of a job, and the worker that may write to it, if any. */
record Holding(long lease, JobStatus status, int attempt, Optional<UUID> worker) {
    private static final String SELECT = "select id, lease, status, attempt, worker_id from jobs_job where id = any(?)";

    /** Those of the jobs of these reports, as far as there are such jobs. */
    static Map<JobId, Holding> read(final Connection connection, final Collection<? extends Report> reports)
            throws SQLException {
        return read(connection, reports, SELECT);
    }

    /** The same, each of which stands until the transaction ends. */
    static Map<JobId, Holding> lock(final Connection connection, final Collection<? extends Report> reports)
            throws SQLException {
        return read(connection, reports, SELECT + " order by id for update");
    }

    private static Map<JobId, Holding> read(
            final Connection connection, final Collection<? extends Report> reports, final String sql)
            throws SQLException {
        final Map<JobId, Holding> holdings = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(
                    1,
                    Ids.array(
                            connection,
                            reports.stream()
                                    .map(report -> report.lease().jobId())
                                    .collect(Collectors.toSet())));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    holdings.put(
                            JobRow.id(row, 1),
                            new Holding(
                                    row.getLong(2),
                                    JobStatus.ofWireName(row.getString(3)),
                                    row.getInt(4),
                                    Optional.ofNullable(row.getObject(5, UUID.class))));
                }
            }
        }
        return holdings;
    }

    /** True if this lease is the current one. */
    boolean isUnder(final Lease held) {
        return lease == held.number() && worker.equals(Optional.of(held.worker().value()));
    }

    /** The answer to a report that changed nothing. */
    ReportOutcome refusal(final Report report) {
        if (isUnder(report.lease())) {
            return ReportOutcome.CANCELLED;
        }
        return lease == report.lease().number()
                        && worker.isEmpty()
                        && report instanceof Report.Ended ended
                        && ended.leadsTo(status)
                ? ReportOutcome.REPEATED
                : ReportOutcome.LEASE_LOST;
    }
}
