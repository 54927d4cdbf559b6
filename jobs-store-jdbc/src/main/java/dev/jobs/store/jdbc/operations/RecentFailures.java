package dev.jobs.store.jdbc.operations;

import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Failures;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Locale;

/** Reads the newest failed jobs and groups them. On PostgreSQL an index has just these. Immutable. */
public final class RecentFailures {
    /** The part of an error that is read: its first line, or enough of it. */
    private static final int BEGINNING = 1_000;

    private final Syntax syntax;
    private final Transactions transactions;
    private final String sql;

    public RecentFailures(final Syntax syntax, final Transactions transactions) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.sql = String.format(Locale.ROOT, """
                select id, type, substring(error from 1 for %1$d), finished_at from jobs_job
                where status = 'failed' and finished_at >= ?
                order by finished_at desc
                limit %2$d""", BEGINNING, Failures.MOST_JOBS + 1);
    }

    public Failures since(final Instant since) {
        return transactions.statement("read failures", connection -> {
            final Failures.Builder failures = Failures.builder(StoreTime.now(connection, syntax));
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setObject(1, StoreTime.parameter(since));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        failures.add(JobRow.id(row, 1), row.getString(2), row.getString(3), JobRow.instant(row, 4));
                    }
                    return failures.build();
                }
            }
        });
    }
}
