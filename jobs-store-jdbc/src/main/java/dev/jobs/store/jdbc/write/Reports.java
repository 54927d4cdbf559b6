package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.table.DurationLog.Took;
import dev.jobs.store.jdbc.table.Ended;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.PendingAgain;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes what workers report: one update for each kind of report, whatever their number, each row guarded by its lease: the
 * number and the worker.
 * Only reports that changed nothing are looked at a second time, to tell their authors why.
 */
public final class Reports {
    private static final String NOT_DECLINED = "declined_by = null, declined_until = null, ";

    private final Syntax syntax;
    private final Transactions transactions;
    private final DurationLog durations;
    private final Kind<Report.Progressed> progressed;
    private final Kind<Report.Completed> completed;
    private final Kind<Report.Failed> failed;
    private final Kind<Report.Released> released;
    private final Kind<Report.Declined> declined;

    public Reports(final Syntax syntax, final Transactions transactions, final DurationLog durations) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.durations = durations;
        this.progressed = progressed();
        this.completed = completed();
        this.failed = failed();
        this.released = released();
        this.declined = declined();
    }

    /** The outcome of each report, in their order, the signals of the changes, the durations of completed jobs, and all ends. */
    public record Reported(List<ReportOutcome> outcomes, List<JobSignal> signals, List<Took> took, List<Ended> ended) {}

    public Reported report(final List<Report> reports) {
        final List<Report.Progressed> progressed = ofKind(Report.Progressed.class, reports);
        final List<Report.Completed> completed = ofKind(Report.Completed.class, reports);
        final List<Report.Failed> failed = ofKind(Report.Failed.class, reports);
        final List<Report.Released> released = ofKind(Report.Released.class, reports);
        final List<Report.Declined> declined = ofKind(Report.Declined.class, reports);
        final Transactions.Work<Reported> work = connection -> {
            final Written written = new Written();
            written.add(progressed, update(connection, this.progressed, progressed));
            // Told apart before an end under the same lease changes what they met.
            final Map<Report, ReportOutcome> outcomes = new HashMap<>(written.outcomes(connection, progressed));
            written.add(completed, update(connection, this.completed, completed));
            written.add(failed, update(connection, this.failed, failed));
            written.add(released, update(connection, this.released, released));
            written.add(declined, update(connection, this.declined, declined));
            final List<Report> ended =
                    reports.stream().filter(Report.Ended.class::isInstance).toList();
            outcomes.putAll(written.outcomes(connection, ended));
            return new Reported(
                    reports.stream().map(outcomes::get).toList(), written.signals(), written.took(), written.ended());
        };
        final boolean oneKind = List.of(progressed, completed, failed, released, declined).stream()
                        .filter(kind -> !kind.isEmpty())
                        .count()
                == 1;
        final Reported reported =
                oneKind ? transactions.statement("report", work) : transactions.transaction("report", work);
        durations.add(reported.took());
        return reported;
    }

    // Two batches that meet in some jobs lock them in the same order.
    private static <T extends Report> List<T> ofKind(final Class<T> kind, final List<Report> reports) {
        return reports.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .sorted(Comparator.comparing(report -> report.lease().jobId()))
                .toList();
    }

    /** A lease but for its worker, which an ended job no longer has. */
    private record Numbered(JobId jobId, long number) {
        static Numbered of(final Lease lease) {
            return new Numbered(lease.jobId(), lease.number());
        }
    }

    /** A job that a report changed, as it stands after it. */
    private record Changed(
            Numbered lease,
            JobStatus status,
            boolean due,
            boolean finished,
            String queue,
            String type,
            Optional<Duration> took) {
        Optional<JobSignal> signal() {
            if (finished) {
                return Optional.of(new JobSignal.Finished(lease.jobId()));
            }
            return due && status == JobStatus.PENDING
                    ? Optional.of(new JobSignal.Claimable(queue, type))
                    : Optional.empty();
        }
    }

    /** The changes that have been written so far in one call. */
    private static final class Written {
        private final Set<Report> applied = new HashSet<>();
        private final List<Changed> changed = new ArrayList<>();

        void add(final List<? extends Report> reports, final List<Changed> jobs) {
            final Set<Numbered> numbers = jobs.stream().map(Changed::lease).collect(Collectors.toSet());
            reports.stream()
                    .filter(report -> numbers.contains(Numbered.of(report.lease())))
                    .forEach(applied::add);
            changed.addAll(jobs);
        }

        Map<Report, ReportOutcome> outcomes(final Connection connection, final List<? extends Report> reports)
                throws SQLException {
            final List<Report> refused = new ArrayList<>(reports);
            refused.removeAll(applied);
            final Map<JobId, Holding> holdings = refused.isEmpty() ? Map.of() : holdings(connection, refused);
            final Map<Report, ReportOutcome> outcomes = new HashMap<>();
            for (final Report report : reports) {
                outcomes.put(
                        report,
                        applied.contains(report)
                                ? ReportOutcome.APPLIED
                                : Optional.ofNullable(
                                                holdings.get(report.lease().jobId()))
                                        .map(holding -> holding.refusal(report))
                                        .orElse(ReportOutcome.LEASE_LOST));
            }
            return outcomes;
        }

        List<Took> took() {
            return changed.stream()
                    .flatMap(job -> job.took().map(time -> new Took(job.type(), time)).stream())
                    .toList();
        }

        List<Ended> ended() {
            return changed.stream()
                    .filter(Changed::finished)
                    .map(job -> new Ended(
                            job.queue(), job.type(), job.status(), job.took().orElse(Duration.ZERO)))
                    .toList();
        }

        List<JobSignal> signals() {
            return changed.stream()
                    .flatMap(job -> job.signal().stream())
                    .distinct()
                    .toList();
        }
    }

    /** One kind of report: the values of each, and the update that writes them all. */
    private record Kind<T extends Report>(Rows<T> rows, String sql) {}

    private Kind<Report.Progressed> progressed() {
        return kind(
                Reports.<Report.Progressed>leases()
                        .with("stage", "text", report -> report.stage().orElse(null))
                        .with("progress", "double precision", Report.Progressed::progress)
                        .with(
                                "entered",
                                "bigint",
                                report -> report.overallProgress().entered())
                        .with(
                                "overall",
                                "double precision",
                                report -> report.overallProgress().percent()),
                String.format(Locale.ROOT, """
                stage = coalesce(r.stage, j.stage),
                progress = case when coalesce(r.stage, j.stage) is not distinct from j.stage
                    then greatest(j.progress, r.progress) else r.progress end,
                stages_entered = %2$s, overall_progress = greatest(j.overall_progress, r.overall),
                updated_at = greatest(j.updated_at, %1$s)""", syntax.now(), syntax.bitOr("j.stages_entered", "r.entered")),
                "j.status = 'processing'");
    }

    private Kind<Report.Completed> completed() {
        return kind(
                Reports.<Report.Completed>leases()
                        .with("result", "text", report -> report.result().orElse(null)),
                String.format(Locale.ROOT, """
                status = 'complete', worker_id = null, result = r.result, error = null,
                updated_at = greatest(j.updated_at, %1$s), finished_at = greatest(j.updated_at, %1$s)""", syntax.now()),
                "j.status = 'processing'");
    }

    private Kind<Report.Failed> failed() {
        final String again = "r.retry_micros is not null and j.attempt < j.max_attempts";
        return kind(
                Reports.<Report.Failed>leases()
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
    private Kind<Report.Released> released() {
        final String again = "j.status = 'processing'";
        return kind(
                Reports.<Report.Released>leases()
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
    private Kind<Report.Declined> declined() {
        return kind(
                Reports.<Report.Declined>leases().with("grace_micros", "bigint", report -> Micros.of(report.grace())),
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

    private <T extends Report> Kind<T> kind(final Rows<T> rows, final String assignments, final String guard) {
        return new Kind<>(
                rows,
                syntax.updateFrom(
                        "j.id, j.lease, j.status, j.due, j.finished_at is not null, j.queue, j.type, j.started_at, j.finished_at",
                        "revision = j.revision + 1, " + assignments,
                        rows.unnested(syntax),
                        "j.lease = r.lease and j.worker_id is not distinct from r.worker and " + guard));
    }

    /** Releases, as by a report, within a transaction; answers with the signals. */
    List<JobSignal> release(final Connection connection, final List<Lease> leases, final Release release)
            throws SQLException {
        return update(
                        connection,
                        released,
                        leases.stream()
                                .sorted(Comparator.comparing(Lease::jobId))
                                .map(lease -> Report.released(lease, release))
                                .toList())
                .stream()
                .flatMap(job -> job.signal().stream())
                .distinct()
                .toList();
    }

    private static <T extends Report> List<Changed> update(
            final Connection connection, final Kind<T> kind, final List<T> reports) throws SQLException {
        if (reports.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement update = connection.prepareStatement(kind.sql())) {
            kind.rows().bind(update, reports);
            final List<Changed> changed = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    final JobStatus status = JobStatus.ofWireName(row.getString(3));
                    changed.add(new Changed(
                            new Numbered(JobRow.id(row, 1), row.getLong(2)),
                            status,
                            row.getBoolean(4),
                            row.getBoolean(5),
                            row.getString(6),
                            row.getString(7),
                            status == JobStatus.COMPLETE
                                    ? Optional.of(Duration.between(JobRow.instant(row, 8), JobRow.instant(row, 9)))
                                    : Optional.empty()));
                }
            }
            return changed;
        }
    }

    /** The lease and status of a job, and the worker that may write to it, if any. */
    private record Holding(long lease, JobStatus status, Optional<UUID> worker) {
        ReportOutcome refusal(final Report report) {
            if (lease != report.lease().number()) {
                return ReportOutcome.LEASE_LOST;
            }
            if (worker.isPresent()) {
                return worker.get().equals(report.lease().worker().value())
                        ? ReportOutcome.CANCELLED
                        : ReportOutcome.LEASE_LOST;
            }
            return report instanceof Report.Ended ended && ended.leadsTo(status)
                    ? ReportOutcome.REPEATED
                    : ReportOutcome.LEASE_LOST;
        }
    }

    private static Map<JobId, Holding> holdings(final Connection connection, final List<Report> reports)
            throws SQLException {
        final Map<JobId, Holding> holdings = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("select id, lease, status, worker_id from jobs_job where id = any(?)")) {
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
                                    Optional.ofNullable(row.getObject(4, UUID.class))));
                }
            }
        }
        return holdings;
    }
}
