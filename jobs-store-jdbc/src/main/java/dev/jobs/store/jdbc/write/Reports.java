package dev.jobs.store.jdbc.write;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.Release;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.Permit;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.table.DurationLog.Took;
import dev.jobs.store.jdbc.table.Ended;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.jdbc.write.ReportUpdates.Changed;
import dev.jobs.store.jdbc.write.ReportUpdates.Numbered;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes what workers report: one update for each kind of report, whatever their number, each row guarded by its lease: the
 * number and the worker. Only reports that changed nothing are looked at a second time, to tell their authors why.
 *
 * <p>An attempt's end and its row among the past attempts are written in one transaction. Most jobs complete at their first
 * attempt, of which no row is kept: these are tried first, by a single statement, and the transaction is for the rest.
 */
public final class Reports {
    private final Transactions transactions;
    private final DurationLog durations;
    private final ReportUpdates updates;
    private final AttemptRows attempts;
    private final LogRows logs;

    public Reports(final Syntax syntax, final Transactions transactions, final DurationLog durations) {
        this.transactions = transactions;
        this.durations = durations;
        this.updates = new ReportUpdates(syntax);
        this.attempts = new AttemptRows(syntax);
        this.logs = new LogRows(syntax);
    }

    /** The outcome of each report, in their order, the signals of the changes, the jobs that have ended, and the permits that are free. */
    public record Reported(
            List<ReportOutcome> outcomes, List<JobSignal> signals, List<Ended> ended, List<Permit> freed) {}

    /** The signals of released jobs, and the permits that are free. */
    record Freed(List<JobSignal> signals, List<Permit> permits) {}

    public Reported report(final List<Report> reports) {
        final Written written = write(reports);
        durations.add(written.took());
        return new Reported(
                reports.stream()
                        .map(report -> requireNonNull(written.outcomes.get(report)))
                        .toList(),
                written.signals(),
                written.ended(),
                freed(written.changed));
    }

    private Written write(final List<Report> reports) {
        if (reports.stream().allMatch(Report.Progressed.class::isInstance)) {
            return transactions.statement("report", connection -> written(connection, reports));
        }
        if (!reports.stream().allMatch(Report.Completed.class::isInstance)) {
            return transactions.transaction("report", connection -> written(connection, reports));
        }
        final List<Report.Completed> completed = ofKind(Report.Completed.class, reports);
        final Written written = new Written();
        written.add(
                completed,
                transactions.statement(
                        "report", connection -> ReportUpdates.update(connection, updates.completedAtOnce, completed)));
        final List<Report> rest = reports.stream()
                .filter(report -> !written.outcomes.containsKey(report))
                .toList();
        return rest.isEmpty()
                ? written
                : written.and(transactions.transaction("report", connection -> written(connection, rest)));
    }

    private Written written(final Connection connection, final List<Report> reports) throws SQLException {
        final Written written = new Written();
        final List<Report.Progressed> progressed = ofKind(Report.Progressed.class, reports);
        written.add(progressed, ReportUpdates.update(connection, updates.progressed, progressed));
        // Told apart before an end under the same lease changes what they met.
        written.refuseOthers(connection, progressed);
        written.outcomes.putAll(logs.write(connection, ofKind(Report.Logged.class, reports)));
        final List<AttemptRows.Row> ended = new ArrayList<>();
        ended.addAll(end(connection, updates.completed, ofKind(Report.Completed.class, reports), written));
        ended.addAll(end(connection, updates.failed, ofKind(Report.Failed.class, reports), written));
        ended.addAll(end(connection, updates.released, ofKind(Report.Released.class, reports), written));
        ended.addAll(end(connection, updates.declined, ofKind(Report.Declined.class, reports), written));
        attempts.insert(connection, ended);
        written.refuseOthers(connection, ofKind(Report.Ended.class, reports));
        return written;
    }

    private static <T extends Report.Ended> List<AttemptRows.Row> end(
            final Connection connection, final Rows.Statement<T> kind, final List<T> reports, final Written written)
            throws SQLException {
        final List<Changed> changed = ReportUpdates.update(connection, kind, reports);
        written.add(reports, changed);
        return rows(reports, changed);
    }

    private static List<AttemptRows.Row> rows(final List<? extends Report.Ended> reports, final List<Changed> changed) {
        final Map<Numbered, Report.Ended> byLease =
                reports.stream().collect(Collectors.toMap(report -> Numbered.of(report.lease()), Function.identity()));
        return changed.stream()
                .flatMap(job -> AttemptRows.Row.of(requireNonNull(byLease.get(job.lease())), job).stream())
                .toList();
    }

    // Two batches that meet in some jobs lock them in the same order.
    private static <T extends Report> List<T> ofKind(final Class<T> kind, final List<Report> reports) {
        return reports.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .sorted(Comparator.comparing(report -> report.lease().jobId()))
                .toList();
    }

    /** The changes that have been written so far in one call, and the outcomes that are known. */
    private static final class Written {
        private final Map<Report, ReportOutcome> outcomes = new HashMap<>();
        private final List<Changed> changed = new ArrayList<>();

        void add(final List<? extends Report> reports, final List<Changed> jobs) {
            final var numbers = jobs.stream().map(Changed::lease).collect(Collectors.toSet());
            reports.stream()
                    .filter(report -> numbers.contains(Numbered.of(report.lease())))
                    .forEach(report -> outcomes.put(report, ReportOutcome.APPLIED));
            changed.addAll(jobs);
        }

        /** Finds out why those of these reports that were not applied were not. */
        void refuseOthers(final Connection connection, final List<? extends Report> reports) throws SQLException {
            final List<? extends Report> refused = reports.stream()
                    .filter(report -> !outcomes.containsKey(report))
                    .toList();
            final Map<JobId, Holding> holdings = refused.isEmpty() ? Map.of() : Holding.read(connection, refused);
            for (final Report report : refused) {
                outcomes.put(
                        report,
                        Optional.ofNullable(holdings.get(report.lease().jobId()))
                                .map(holding -> holding.refusal(report))
                                .orElse(ReportOutcome.LEASE_LOST));
            }
        }

        Written and(final Written more) {
            outcomes.putAll(more.outcomes);
            changed.addAll(more.changed);
            return this;
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
            return signalsOf(changed);
        }
    }

    private static List<JobSignal> signalsOf(final List<Changed> changed) {
        return changed.stream().flatMap(job -> job.signal().stream()).distinct().toList();
    }

    private static List<Permit> freed(final List<Changed> changed) {
        return changed.stream().flatMap(job -> job.freed().stream()).toList();
    }

    /** Releases, as by a report, within a transaction. */
    Freed release(final Connection connection, final List<Lease> leases, final Release release) throws SQLException {
        final List<Report.Released> reports = leases.stream()
                .sorted(Comparator.comparing(Lease::jobId))
                .map(lease -> Report.released(lease, release))
                .toList();
        final List<Changed> changed = ReportUpdates.update(connection, updates.released, reports);
        attempts.insert(connection, rows(reports, changed));
        return new Freed(signalsOf(changed), freed(changed));
    }
}
