package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.JobStoreConfigurationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Refuses PostgreSQL databases that cannot hold all text, or are set so that what is written is not what was sent. */
final class PostgresRequirements {
    private PostgresRequirements() {}

    /** @throws JobStoreConfigurationException if the database is of no use as it is set; the message says what to change */
    static void check(final Connection connection) throws SQLException {
        final String sql = """
                select current_database(), current_setting('server_encoding'), current_setting('array_nulls'),
                    cast(current_setting('extra_float_digits') as integer)""";
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            row.next();
            if (!row.getString(2).equals("UTF8")) {
                throw new JobStoreConfigurationException("the database " + row.getString(1) + " has the encoding "
                        + row.getString(2)
                        + ", which cannot hold every text: keep jobs in one that has UTF8, as made by"
                        + " create database jobs encoding 'UTF8' template template0");
            }
            if (!row.getString(3).equals("on")) {
                throw refused(
                        "array_nulls = off, by which values that are missing become the text NULL", "array_nulls = on");
            }
            if (row.getInt(4) < 0) {
                throw refused(
                        "extra_float_digits = " + row.getInt(4) + ", by which numbers lose digits",
                        "extra_float_digits = 1");
            }
        }
    }

    private static JobStoreConfigurationException refused(final String setting, final String right) {
        return new JobStoreConfigurationException(
                "the database has " + setting + ": set it for this database user, as by alter role jobs set " + right);
    }

    /** @throws JobStoreConfigurationException if a column of the job tables takes different names for the same */
    static void checkTables(final Connection connection) throws SQLException {
        final String sql = """
                select a.attname, c.collname
                from pg_attribute a join pg_collation c on c.oid = a.attcollation
                where a.attrelid in (to_regclass('jobs_job'), to_regclass('jobs_worker'), to_regclass('jobs_duration'),
                        to_regclass('jobs_history'), to_regclass('jobs_history_sum'), to_regclass('jobs_pause'),
                        to_regclass('jobs_limit'), to_regclass('jobs_holder'), to_regclass('jobs_permit'), to_regclass('jobs_held_lane'),
                        to_regclass('jobs_past_pause'))
                    and not c.collisdeterministic""";
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            if (row.next()) {
                throw new JobStoreConfigurationException(
                        "the column " + row.getString(1) + " has the collation " + row.getString(2)
                                + ", by which names that differ may count as the same: give it collate \"C\"");
            }
        }
    }

    /** True if transactions can only read, as on a standby. */
    static boolean isReadOnly(final Connection connection) throws SQLException {
        return text(connection, "select current_setting('transaction_read_only')")
                .filter("on"::equals)
                .isPresent();
    }

    /** The rights to the job tables that the user lacks, for a message. */
    static Optional<String> missingRights(final Connection connection) throws SQLException {
        return text(connection, """
                select string_agg(privilege || ' on ' || name, ', ' order by name, privilege)
                from (
                    select * from unnest(array['jobs_job', 'jobs_worker', 'jobs_duration', 'jobs_attempt', 'jobs_log', 'jobs_history',
                        'jobs_history_sum', 'jobs_pause', 'jobs_queue', 'jobs_limit', 'jobs_holder', 'jobs_permit', 'jobs_held_lane',
                        'jobs_past_pause']) as name,
                        unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as privilege
                    union all select 'jobs_job_seq_seq', 'SELECT') as needed (name, privilege)
                where to_regclass(name) is not null and not has_table_privilege(name, privilege)""");
    }

    private static Optional<String> text(final Connection connection, final String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }
}
