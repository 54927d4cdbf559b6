package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimForesight;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.jdbc.limit.Permit;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.LimitKeys;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.PendingAgain;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.StoredJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The update of each kind of report: one statement for any number of them, each row guarded by its lease. */
final class ReportUpdates {
    private static final String SOON = Long.toString(Micros.of(ClaimForesight.LONGEST));
    private static final String NOT_DECLINED = "declined_by = null, declined_until = null, ";

    final Rows.Statement<Report.Progressed> progressed;
    final Rows.Statement<Report.Completed> completed;

    /** That of completed jobs whose first attempt it was, of which no row is kept. */
    final Rows.Statement<Report.Completed> completedAtOnce;

    final Rows.Statement<Report.Failed> failed;
    final Rows.Statement<Report.Released> released;
    final Rows.Statement<Report.Declined> declined;

    private final Syntax syntax;

    ReportUpdates(final Syntax syntax) {
        this.syntax = syntax;
        this.progressed = progressed();
        this.completed = completed("j.status = 'processing'");
        this.completedAtOnce = completed("j.status = 'processing' and j.attempt = 1");
        this.failed = failed();
        this.released = released();
        this.declined = declined();
    }

    /** A lease but for its worker, which an ended job no longer has. */
    record Numbered(JobId jobId, long number) {
        static Numbered of(final Lease lease) {
            return new Numbered(lease.jobId(), lease.number());
        }
    }

    /** A job that a report changed, as it stands after it; soon: it is due, or so soon that a worker may not look before. */
    record Changed(
            Numbered lease,
            JobStatus status,
            boolean soon,
            boolean finished,
            String queue,
            String type,
            Instant startedAt,
            Instant updatedAt,
            int attempt,
            List<String> limitKeys) {
        /** The permits that its lease took, if it has ended it. */
        Optional<Permit> freed() {
            return limitKeys.isEmpty() || !(finished || status == JobStatus.PENDING)
                    ? Optional.empty()
                    : Optional.of(new Permit(lease.jobId(), lease.number(), Set.copyOf(limitKeys)));
        }

        /** The time that it took, if it is complete. */
        Optional<Duration> took() {
            return status == JobStatus.COMPLETE
                    ? Optional.of(Duration.between(startedAt, updatedAt))
                    : Optional.empty();
        }

        Optional<JobSignal> signal() {
            if (finished) {
                return Optional.of(new JobSignal.Finished(lease.jobId()));
            }
            return soon && status == JobStatus.PENDING
                    ? Optional.of(new JobSignal.Claimable(queue, type))
                    : Optional.empty();
        }
    }

    private Rows.Statement<Report.Progressed> progressed() {
        return update(
                ReportUpdates.<Report.Progressed>leases()
                        .with("stage", "text", report -> report.stage().orElse(null))
                        .with("progress", "double precision", Report.Progressed::progress)
                        .with(
                                "entered",
                                "bigint",
                                report -> report.overallProgress().entered())
                        .with(
                                "overall",
                                "double precision",
                                report -> report.overallProgress().percent())
                        .with("stage_times", "text", ReportUpdates::stageTimes),
                String.format(Locale.ROOT, """
                stage = coalesce(r.stage, j.stage),
                progress = case when coalesce(r.stage, j.stage) is not distinct from j.stage
                    then greatest(j.progress, r.progress) else r.progress end,
                stage_times = coalesce(r.stage_times, j.stage_times),
                stages_entered = %2$s, overall_progress = greatest(j.overall_progress, r.overall),
                updated_at = greatest(j.updated_at, %1$s)""", syntax.now(), syntax.bitOr("j.stages_entered", "r.entered")),
                "j.status = 'processing'");
    }

    private static @Nullable String stageTimes(final Report.Progressed report) {
        return report.stageTimes().isEmpty() ? null : StoredJson.ofStageTimes(report.stageTimes());
    }

    private Rows.Statement<Report.Completed> completed(final String guard) {
        return update(
                ReportUpdates.<Report.Completed>leases()
                        .with("result", "text", report -> report.result().orElse(null)),
                String.format(Locale.ROOT, """
                status = 'complete', worker_id = null, result = r.result, error = null,
                updated_at = greatest(j.updated_at, %1$s), finished_at = greatest(j.updated_at, %1$s)""", syntax.now()),
                guard);
    }

    private Rows.Statement<Report.Failed> failed() {
        final String again = "r.retry_micros is not null and j.attempt < j.max_attempts";
        return update(
                ReportUpdates.<Report.Failed>leases()
                        .with("error", "text", Report.Failed::error)
                        .with(
                                "retry_micros",
                                "bigint",
                                report -> report.retryAfter().map(Micros::of).orElse(null)),
                "status = case when " + again + " then 'pending' else 'failed' end, error = r.error, " + NOT_DECLINED
                        + PendingAgain.ifElseEnded(
                                syntax, again, "r.retry_micros = 0", syntax.nowPlusMicros("r.retry_micros")),
                "j.status = 'processing'");
    }

    /** Finishes the jobs that were cancelled; the others wait again. */
    private Rows.Statement<Report.Released> released() {
        final String again = "j.status = 'processing'";
        return update(
                ReportUpdates.<Report.Released>leases()
                        .with("release", "text", report -> report.release().wireName()),
                String.format(Locale.ROOT, """
                status = case when %1$s then 'pending' else j.status end,
                attempt = case when %1$s then j.attempt - 1 else j.attempt end,
                release = case when %1$s then null else r.release end,
                """, again)
                        + NOT_DECLINED
                        + PendingAgain.ifElseEnded(syntax, again, "true", syntax.now()),
                JobConditions.HELD);
    }

    /** Lets jobs wait again without counting the attempt, and notes the worker. */
    private Rows.Statement<Report.Declined> declined() {
        return update(
                ReportUpdates.<Report.Declined>leases()
                        .with("grace_micros", "bigint", report -> Micros.of(report.grace())),
                String.format(Locale.ROOT, """
                status = 'pending', attempt = j.attempt - 1,
                declined_by = case when j.declined_by is null then array[j.worker_id] else j.declined_by || j.worker_id end,
                declined_until = case when j.declined_by is null then %s else j.declined_until end,
                """, syntax.nowPlusMicros("r.grace_micros")) + PendingAgain.atOnce(syntax),
                "j.status = 'processing'");
    }

    private static <T extends Report> Rows<T> leases() {
        return Rows.<T>of("id", "uuid", report -> report.lease().jobId().value())
                .with("lease", "bigint", report -> report.lease().number())
                .with("worker", "uuid", report -> report.lease().worker().value());
    }

    private <T extends Report> Rows.Statement<T> update(
            final Rows<T> rows, final String assignments, final String guard) {
        return rows.statement(
                syntax,
                from -> syntax.updateFrom(
                        "j.id, j.lease, j.status, j.due_at <= " + syntax.nowPlusMicros(SOON)
                                + ", j.finished_at is not null, j.queue, j.type, j.started_at, j.updated_at, j.attempt,"
                                + " j.limit_keys",
                        "revision = j.revision + 1, " + assignments,
                        from,
                        "j.lease = r.lease and j.worker_id is not distinct from r.worker and " + guard));
    }

    /** Writes reports of one kind; answers with the jobs that they changed. */
    static <T extends Report> List<Changed> update(
            final Connection connection, final Rows.Statement<T> kind, final List<T> reports) throws SQLException {
        if (reports.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement update = kind.prepare(connection, reports)) {
            final List<Changed> changed = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    changed.add(new Changed(
                            new Numbered(JobRow.id(row, 1), row.getLong(2)),
                            JobStatus.ofWireName(row.getString(3)),
                            row.getBoolean(4),
                            row.getBoolean(5),
                            row.getString(6),
                            row.getString(7),
                            JobRow.instant(row, 8),
                            JobRow.instant(row, 9),
                            row.getInt(10),
                            LimitKeys.read(row, 11)));
                }
            }
            return changed;
        }
    }
}
