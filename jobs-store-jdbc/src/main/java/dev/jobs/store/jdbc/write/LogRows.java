package dev.jobs.store.jdbc.write;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes lines of logs, and deletes the oldest of those that are too many: a few statements for any number of jobs.
 *
 * <p>The rows of the jobs are locked meanwhile and not changed. So the lease is current until the lines are committed, nobody
 * prunes the job under them, and two reports for one job never give out the same numbers; what progress writes stays a heap-only update.
 *
 * <p>Each line knows how many lines and bytes were written before it, so that the first line to be kept is found by
 * reading those to be deleted. An example, of at most 3 lines and 100 bytes:
 *
 * <pre>
 *   number  bytes  lines_before  bytes_before
 *      1      20        0              0        deleted: of 4 lines those with lines_before of 1 and more are kept
 *      2      40        1             20        deleted: of 130 bytes those with bytes_before of 30 and more are kept
 *      7      30        2             60        kept; 3 to 6 were dropped by the worker
 *      8      40        3             90        kept
 * </pre>
 */
final class LogRows {
    private static final Rows<JobId> JOBS = Rows.of("id", "uuid", JobId::value);

    private static final Rows<Row> ROWS = Rows.<Row>of(
                    "job_id", "uuid", row -> row.report().lease().jobId().value())
            .with("number", "bigint", Row::number)
            .with("lease", "bigint", row -> row.report().lease().number())
            .with("line", "bigint", Row::line)
            .with("attempt", "integer", Row::attempt)
            .with("since", "bigint", row -> -Micros.of(row.content().age()))
            .with("text", "text", row -> row.content().text())
            .with("lines_before", "bigint", row -> row.before().lines())
            .with("bytes_before", "bigint", row -> row.before().bytes());

    // A job that logs too much gets a new first line: the oldest of those that are not too many.
    private static final String DROP = """
            delete from jobs_log
            where job_id = ? and number < (
                select m.number from jobs_log m
                where m.job_id = ? and m.lines_before >= ? and m.bytes_before >= ?
                order by m.number limit 1)""";

    private final String newest;
    private final String insert;

    LogRows(final Syntax syntax) {
        this.newest = """
                select l.job_id, l.number, l.lease, l.line, l.lines_before, l.bytes_before, l.text
                from (
                    select r.id, (select max(m.number) from jobs_log m where m.job_id = r.id) as newest
                    from %s) as known
                join jobs_log l on l.job_id = known.id and l.number = known.newest""".formatted(JOBS.unnested(syntax));
        this.insert = """
                insert into jobs_log (job_id, number, lease, line, attempt, logged_at, text, lines_before, bytes_before)
                select r.job_id, r.number, r.lease, r.line, r.attempt, %s, r.text, r.lines_before, r.bytes_before
                from %s""".formatted(syntax.nowPlusMicros("r.since"), ROWS.unnested(syntax));
    }

    /** The lines and bytes that were written of a job's log before some line. */
    private record Before(long lines, long bytes) {
        Before and(final String text) {
            return new Before(lines + 1, bytes + size(text));
        }
    }

    /** The end of a job's log: its newest line's number, lease and number under it, and all that was written. */
    private record End(long number, long lease, long line, Before written) {
        static final End OF_NOTHING = new End(0, 0, 0, new Before(0, 0));
    }

    /** A new line, the {@code line}th under its lease. */
    private record Row(
            Report.Logged report, int attempt, long number, long line, Report.Logged.Line content, Before before) {}

    /** Writes within a transaction; answers with the outcomes. */
    Map<Report, ReportOutcome> write(final Connection connection, final List<Report.Logged> reports)
            throws SQLException {
        if (reports.isEmpty()) {
            return Map.of();
        }
        final Map<JobId, Holding> holdings = Holding.lock(connection, reports);
        final Map<Report, ReportOutcome> outcomes = new HashMap<>();
        final List<Report.Logged> current = new ArrayList<>();
        for (final Report.Logged report : reports) {
            final Holding holding = holdings.get(report.lease().jobId());
            final boolean held = holding != null && holding.isUnder(report.lease());
            outcomes.put(report, held ? ReportOutcome.APPLIED : ReportOutcome.LEASE_LOST);
            if (held) {
                current.add(report);
            }
        }
        if (!current.isEmpty()) {
            final Map<JobId, End> ends = ends(connection, current);
            final List<Row> rows = new ArrayList<>();
            for (final Report.Logged report : current) {
                final JobId job = report.lease().jobId();
                rows.addAll(rows(
                        report, requireNonNull(holdings.get(job)).attempt(), ends.getOrDefault(job, End.OF_NOTHING)));
            }
            insert(connection, rows);
            drop(connection, rows);
        }
        return outcomes;
    }

    private Map<JobId, End> ends(final Connection connection, final List<Report.Logged> reports) throws SQLException {
        final Map<JobId, End> ends = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(newest)) {
            JOBS.bind(
                    select,
                    reports.stream()
                            .map(report -> report.lease().jobId())
                            .distinct()
                            .toList());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ends.put(
                            JobRow.id(row, 1),
                            new End(
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    new Before(row.getLong(5), row.getLong(6)).and(row.getString(7))));
                }
            }
        }
        return ends;
    }

    /** The lines of a report that are not written yet, but for those that would be too many at once. */
    private static List<Row> rows(final Report.Logged report, final int attempt, final End end) {
        final long written = end.lease() == report.lease().number() ? end.line() : 0;
        final List<Report.Logged.Line> lines = report.lines();
        final int known = (int) Math.max(0, Math.min(lines.size(), written + 1 - report.first()));
        final int first = Math.max(known, firstKept(lines, report.kept()));
        final List<Row> rows = new ArrayList<>(lines.size() - first);
        Before before = end.written();
        for (int i = first; i < lines.size(); i++) {
            final long line = report.first() + i;
            rows.add(new Row(report, attempt, end.number() + line - written, line, lines.get(i), before));
            before = before.and(lines.get(i).text());
        }
        return rows;
    }

    private static int firstKept(final List<Report.Logged.Line> lines, final LogLimits kept) {
        int first = lines.size() - 1;
        long bytes = size(lines.get(first).text());
        while (first > 0 && lines.size() - first < kept.lines()) {
            bytes += size(lines.get(first - 1).text());
            if (bytes > kept.bytes()) {
                break;
            }
            first--;
        }
        return first;
    }

    private static int size(final String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void insert(final Connection connection, final List<Row> rows) throws SQLException {
        if (!rows.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                ROWS.bind(statement, rows);
                statement.executeUpdate();
            }
        }
    }

    /** Deletes the lines of these jobs that are too many with the new ones, of which the last is kept in any case. */
    private static void drop(final Connection connection, final List<Row> rows) throws SQLException {
        final Map<JobId, Row> last = new HashMap<>();
        rows.forEach(row -> last.put(row.report().lease().jobId(), row));
        last.values().removeIf(row -> !isTooMuch(row));
        if (last.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(DROP)) {
            for (final Map.Entry<JobId, Row> job : last.entrySet()) {
                final Row row = job.getValue();
                final Before all = row.before().and(row.content().text());
                final LogLimits kept = row.report().kept();
                delete.setObject(1, job.getKey().value());
                delete.setObject(2, job.getKey().value());
                delete.setLong(3, all.lines() - kept.lines());
                delete.setLong(4, Math.min(row.before().bytes(), all.bytes() - kept.bytes()));
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private static boolean isTooMuch(final Row last) {
        final Before all = last.before().and(last.content().text());
        return all.lines() > last.report().kept().lines()
                || all.bytes() > last.report().kept().bytes();
    }
}
