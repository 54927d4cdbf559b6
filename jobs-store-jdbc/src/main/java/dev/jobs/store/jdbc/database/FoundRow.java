package dev.jobs.store.jdbc.database;

import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads what a poll found from a result set: a job's columns, then due, handled, declined, has a result, and the time. */
public final class FoundRow {
    /** The first column behind these. */
    public static final int NEXT = JobRow.NEXT + 5;

    private static final int DUE = JobRow.NEXT;
    private static final int HANDLED = JobRow.NEXT + 1;
    private static final int DECLINED = JobRow.NEXT + 2;
    private static final int HAS_RESULT = JobRow.NEXT + 3;
    private static final int NOW = JobRow.NEXT + 4;

    private FoundRow() {}

    /** The columns of a job, without its payload, and with its result only up to a size, which is the parameter. */
    public static String columns(final Syntax syntax) {
        return JobRow.columns(
                "null as payload",
                "case when " + syntax.size("result") + " <= cast(? as bigint) then result end as result");
    }

    /** Reads a job from these columns. */
    public static Found found(final ResultSet row, final Found.Front front) throws SQLException {
        return new Found(
                JobRow.job(row),
                JobRow.seq(row),
                row.getBoolean(DUE),
                row.getBoolean(HANDLED),
                row.getBoolean(DECLINED),
                row.getBoolean(HAS_RESULT),
                JobRow.instant(row, NOW),
                front);
    }
}
