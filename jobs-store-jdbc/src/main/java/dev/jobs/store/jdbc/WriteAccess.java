package dev.jobs.store.jdbc;

import dev.jobs.store.JobStoreConfigurationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;

/** Whether jobs can be written where they are kept: looked at when a store is opened, so that nobody has to find out later. */
final class WriteAccess {
    private final Dialect dialect;
    private final Transactions transactions;

    WriteAccess(final Dialect dialect, final Transactions transactions) {
        this.dialect = dialect;
        this.transactions = transactions;
    }

    /** @throws JobStoreConfigurationException if the database is a replica, or can only be read for another reason */
    void requireWritableDatabase() {
        final boolean readOnly = transactions.statement(
                "ask whether the database can be written to",
                connection -> connection.isReadOnly()
                        || (dialect == Dialect.POSTGRESQL
                                && text(connection, "select current_setting('transaction_read_only')")
                                        .filter("on"::equals)
                                        .isPresent()));
        if (readOnly) {
            throw new JobStoreConfigurationException("this database can only be read, as a replica, or by its settings:"
                    + " jobs are kept on one that can be written to, the primary");
        }
    }

    /** @throws JobStoreConfigurationException if the user lacks a right to the tables; the message says which */
    void requireRights() {
        if (dialect == Dialect.POSTGRESQL) {
            transactions
                    .statement("look up the rights to the job tables", WriteAccess::missing)
                    .ifPresent(missing -> {
                        throw new JobStoreConfigurationException(
                                "the database user lacks these rights: " + missing.toLowerCase(Locale.ROOT));
                    });
        }
    }

    private static Optional<String> missing(final Connection connection) throws SQLException {
        return text(connection, """
                select string_agg(privilege || ' on ' || name, ', ' order by name, privilege)
                from unnest(array['jobs_job', 'jobs_worker', 'jobs_duration']) as name,
                    unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as privilege
                where to_regclass(name) is not null and not has_table_privilege(name, privilege)""");
    }

    private static Optional<String> text(final Connection connection, final String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }
}
