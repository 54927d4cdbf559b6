package dev.jobs.store.jdbc.h2;

import dev.jobs.store.JobStoreConfigurationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Refuses H2 databases whose settings would let the store open and then fail, take what differs for the same, or be closed
 * for everybody by one cancel.
 */
final class H2Requirements {
    private static final Set<String> USABLE_MODES = Set.of("REGULAR", "LEGACY", "POSTGRESQL");

    /** Words of the store's statements that H2 takes for names, where NON_KEYWORDS has them. */
    private static final Set<String> KEYWORDS =
            Set.of("ARRAY", "CASE", "CAST", "FOR", "LIMIT", "ON", "ORDER", "USING", "VALUES", "WHERE", "WITH");

    /** The paths of databases in memory, which no interrupt closes. */
    private static final List<String> IN_MEMORY = List.of("memFS:", "memLZF:", "nioMemFS:", "nioMemLZF:");

    /** The paths of files that the interrupt of a thread does not close. */
    private static final List<String> SURVIVING_INTERRUPTS = List.of("retry:", "async:");

    private static final int NO_SUCH_SCHEMA = 90_079;

    private H2Requirements() {}

    /** @throws JobStoreConfigurationException if the database is of no use as it is set; the message says what to change */
    static void check(final Connection connection) throws SQLException {
        final Map<String, String> settings = settings(connection);
        requireUsableMode(settings);
        requireExactComparison(settings);
        if (settings.getOrDefault("LOCK_MODE", "3").equals("0")) {
            throw refused("LOCK_MODE=0, by which writers do not wait for each other", "leave LOCK_MODE out");
        }
        if (!settings.getOrDefault("ALLOW_LITERALS", "2").equals("2")) {
            throw refused("ALLOW_LITERALS, by which statements may have no constants", "set ALLOW_LITERALS to ALL");
        }
        requireKeywords(settings);
        requireSurvivingInterrupts(connection);
    }

    private static Map<String, String> settings(final Connection connection) throws SQLException {
        final Map<String, String> settings = new HashMap<>();
        // By their places: OLD_INFORMATION_SCHEMA has other names for these columns.
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select * from information_schema.settings")) {
            while (row.next()) {
                settings.put(
                        row.getString(1), Optional.ofNullable(row.getString(2)).orElse(""));
            }
            return settings;
        } catch (final SQLException e) {
            if (e.getErrorCode() == NO_SUCH_SCHEMA) {
                throw refused("DATABASE_TO_UPPER=FALSE, by which names in small letters are others", "leave it out");
            }
            throw e;
        }
    }

    private static void requireUsableMode(final Map<String, String> settings) {
        final String mode = settings.getOrDefault("MODE", "REGULAR");
        if (!USABLE_MODES.contains(mode.toUpperCase(Locale.ROOT))) {
            throw refused(
                    "MODE=" + mode + ", which changes the syntax and the meaning of statements",
                    "leave MODE out, or keep jobs in an H2 database of their own");
        }
    }

    private static void requireExactComparison(final Map<String, String> settings) {
        final String collation = settings.getOrDefault("COLLATION", "OFF");
        if (!collation.equals("OFF")) {
            throw refused(
                    "COLLATION=" + collation + ", by which owners and keys that differ may count as the same",
                    "keep jobs in an H2 database without a collation");
        }
        if (settings.getOrDefault("IGNORECASE", "0").equals("1")) {
            throw refused(
                    "IGNORECASE=TRUE, by which owners and keys that differ in case count as the same",
                    "leave IGNORECASE out");
        }
    }

    private static void requireKeywords(final Map<String, String> settings) {
        final List<String> taken = Stream.of(
                        settings.getOrDefault("NON_KEYWORDS", "").split(",", -1))
                .filter(KEYWORDS::contains)
                .sorted()
                .toList();
        if (!taken.isEmpty()) {
            throw refused(
                    "NON_KEYWORDS with " + String.join(", ", taken) + ", which statements need", "leave them out");
        }
    }

    private static void requireSurvivingInterrupts(final Connection connection) throws SQLException {
        final String url = connection.getMetaData().getURL();
        final boolean remote = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
        final Optional<String> path = remote ? Optional.empty() : path(connection);
        if (path.filter(file -> Stream.concat(IN_MEMORY.stream(), SURVIVING_INTERRUPTS.stream())
                        .noneMatch(file::startsWith))
                .isPresent()) {
            throw new JobStoreConfigurationException(
                    "the H2 database at " + url + " is closed for everybody when a thread"
                            + " that uses it is interrupted, as the cancel of a job may do: put retry: before its path, as in"
                            + " jdbc:h2:file:retry:./data/jobs, wherever it is opened");
        }
    }

    /** The path of the database; empty: in memory. */
    private static Optional<String> path(final Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select database_path()")) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    /** @throws JobStoreConfigurationException if a column of the job tables takes different names for the same */
    static void checkTables(final Connection connection) throws SQLException {
        final String sql = """
                select column_name from information_schema.columns
                where table_schema = current_schema and lower(table_name) in
                        ('jobs_job', 'jobs_worker', 'jobs_duration', 'jobs_history', 'jobs_history_sum', 'jobs_pause',
                        'jobs_limit', 'jobs_holder', 'jobs_permit', 'jobs_held_lane')
                    and cast(data_type as varchar(100)) = 'VARCHAR_IGNORECASE'""";
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            if (row.next()) {
                throw new JobStoreConfigurationException("the column " + row.getString(1)
                        + " was made under IGNORECASE=TRUE, by which owners and keys that differ in case count as the"
                        + " same: give it the type varchar(200)");
            }
        }
    }

    private static JobStoreConfigurationException refused(final String setting, final String cure) {
        return new JobStoreConfigurationException("the H2 database has " + setting + ": " + cure);
    }
}
