package dev.jobs.store.jdbc.database;

import dev.jobs.Job;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads what a poll found from a result set: a job's columns, then due, handled, declined, has a result, the time, and its pause. */
public final class FoundRow {
    /** The first column behind these. */
    public static final int NEXT = JobRow.NEXT + 7;

    private static final int DUE = JobRow.NEXT;
    private static final int HANDLED = JobRow.NEXT + 1;
    private static final int DECLINED = JobRow.NEXT + 2;
    private static final int HAS_RESULT = JobRow.NEXT + 3;
    private static final int NOW = JobRow.NEXT + 4;
    private static final int PAUSE_REASON = JobRow.NEXT + 5;
    private static final int PAUSE_END = JobRow.NEXT + 6;

    private FoundRow() {}

    /** The columns of a job, without its payload, and with its result only up to a size, which is the parameter. */
    public static String columns(final Syntax syntax) {
        return JobRow.columns(
                "null as payload",
                "case when " + syntax.size("result") + " <= cast(? as bigint) then result end as result");
    }

    /** The columns of the pause that keeps a job from starting, of which the first is null if none does. */
    public static String pauseColumns(final Syntax syntax) {
        return JobConditions.ofPause(syntax, "coalesce(reason, '')") + ", " + JobConditions.ofPause(syntax, "ends_at");
    }

    private static Optional<Found.Paused> paused(final ResultSet row) throws SQLException {
        final String reason = row.getString(PAUSE_REASON);
        return reason == null
                ? Optional.empty()
                : Optional.of(new Found.Paused(
                        Optional.of(reason).filter(text -> !text.isEmpty()), JobRow.optionalInstant(row, PAUSE_END)));
    }

    /** Reads a job from these columns. */
    public static Found found(final ResultSet row, final Found.Front front) throws SQLException {
        final Job job = JobRow.job(row);
        return new Found(
                job,
                JobRow.place(row, job),
                row.getBoolean(DUE),
                row.getBoolean(HANDLED),
                row.getBoolean(DECLINED),
                row.getBoolean(HAS_RESULT),
                JobRow.instant(row, NOW),
                paused(row),
                front);
    }
}
