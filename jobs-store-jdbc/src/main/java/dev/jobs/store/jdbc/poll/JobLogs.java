package dev.jobs.store.jdbc.poll;

import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.LogLine;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the logs of jobs, by the numbers of their lines. */
public final class JobLogs {
    private final Transactions transactions;
    private final String findNewest;

    public JobLogs(final Syntax syntax, final Transactions transactions) {
        this.transactions = transactions;
        this.findNewest = """
                select j.id, coalesce((select max(l.number) from jobs_log l where l.job_id = j.id), 0)
                from jobs_job j where %s""".formatted(syntax.isInParameter("j.id", "uuid"));
    }

    /** A part of a job's log; empty: there is no such job. Who waits for lines and finds none has asked one small question. */
    public Optional<JobLog> read(final JobId id, final long after, final int limit) {
        return transactions.statement("read the log of job " + id, connection -> {
            final Long newest = newest(connection, Set.of(id)).get(id);
            if (newest == null) {
                return Optional.empty();
            }
            final List<LogLine> lines = newest > after ? lines(connection, id, after, limit) : List.<LogLine>of();
            final long last = lines.isEmpty() ? 0 : lines.get(lines.size() - 1).number();
            // Others may have come in between.
            return Optional.of(new JobLog(after, lines, Math.max(newest, last)));
        });
    }

    /** The number of the newest line of each of these jobs, 0 if it has none; those that are not there are left out. */
    public Map<JobId, Long> newest(final Collection<JobId> ids) {
        final Set<JobId> wanted = Set.copyOf(ids);
        return wanted.isEmpty()
                ? Map.of()
                : transactions.statement(
                        "look for new lines in the logs of jobs", connection -> newest(connection, wanted));
    }

    private Map<JobId, Long> newest(final Connection connection, final Set<JobId> ids) throws SQLException {
        final Map<JobId, Long> newest = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(findNewest)) {
            select.setArray(1, Ids.array(connection, ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    newest.put(JobRow.id(row, 1), row.getLong(2));
                }
            }
        }
        return newest;
    }

    private static List<LogLine> lines(final Connection connection, final JobId id, final long after, final int limit)
            throws SQLException {
        final String sql = """
                select number, attempt, logged_at, text from jobs_log
                where job_id = ? and number > ?
                order by job_id, number limit ?""";
        final List<LogLine> lines = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, id.value());
            select.setLong(2, after);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lines.add(new LogLine(row.getLong(1), row.getInt(2), JobRow.instant(row, 3), row.getString(4)));
                }
            }
        }
        return lines;
    }
}
