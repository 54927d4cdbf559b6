package dev.jobs.store.jdbc.schema;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.table.JobRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.OptionalInt;

/** The versions of the tables: SQL files in folders beside this package, one for each version and database. */
public final class Schema {
    private static final int VERSION = 1;
    private static final String FILE = "V1__jobs.sql";
    private static final String FOLDER = "/dev/jobs/store/jdbc/schema/";

    private final Database database;
    private final Transactions transactions;

    /** The tables that these transactions meet. */
    public Schema(final Database database, final Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /**
     * Makes the tables that are missing, under a lock, and then checks them.
     *
     * @throws JobStoreConfigurationException if the tables are of no use
     */
    public void create() {
        requireWritableDatabase();
        if (version().isEmpty()) {
            database.changeTables(
                    transactions,
                    "create the job tables",
                    // Another process may have made them while this one waited for the lock.
                    connection -> version(connection).isPresent() || execute(connection, script()));
        }
        checkTables();
    }

    /**
     * Checks the tables.
     *
     * @throws JobStoreConfigurationException if the tables are missing, of no use, or cannot be written to
     */
    public void check() {
        requireWritableDatabase();
        checkTables();
    }

    private void requireWritableDatabase() {
        if (transactions.statement("ask whether the database can be written to", database::isReadOnly)) {
            throw new JobStoreConfigurationException("this database can only be read, as a replica, or by its settings:"
                    + " jobs are kept on one that can be written to, the primary");
        }
    }

    private OptionalInt version() {
        return transactions.statement("read the version of the job tables", this::version);
    }

    // The table is looked up first, since databases write into their logs what fails.
    private OptionalInt version(final Connection connection) throws SQLException {
        if (!database.isTable(connection, "jobs_schema")) {
            return OptionalInt.empty();
        }
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select max(version) from jobs_schema")) {
            return row.next() && row.getInt(1) > 0 ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
        }
    }

    private static boolean execute(final Connection connection, final String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(script);
        }
    }

    private String script() {
        final String path = FOLDER + database.folder() + "/" + FILE;
        try (InputStream file = Schema.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("the library's jar lacks " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void checkTables() {
        final OptionalInt version = version();
        if (version.isEmpty()) {
            throw new JobStoreConfigurationException("the job tables are missing: this library needs version " + VERSION
                    + " of them. Open the store with schema=create, or apply " + FILE
                    + " from dev/jobs/store/jdbc/schema/"
                    + database.folder() + " in its jar");
        }
        if (version.getAsInt() > VERSION) {
            throw new JobStoreConfigurationException("the job tables have version " + version.getAsInt()
                    + ", but this library knows version " + VERSION + " at most: use a newer library");
        }
        // First, since a table that may not be read looks like one that is not as it should be.
        requireRights();
        transactions.statement("look at the collation of the job tables", connection -> {
            database.requireUsableTables(connection);
            return true;
        });
        try {
            transactions.statement("check the job tables", this::probe);
        } catch (final JobStoreConfigurationException e) {
            throw new JobStoreConfigurationException(
                    "the job tables say that they have version " + version.getAsInt() + ", but are not what version "
                            + VERSION + " has: " + e.getMessage(),
                    e);
        }
    }

    private void requireRights() {
        transactions
                .statement("look up the rights to the job tables", database::missingRights)
                .ifPresent(missing -> {
                    throw new JobStoreConfigurationException(
                            "the database user lacks these rights: " + missing.toLowerCase(Locale.ROOT));
                });
    }

    private boolean probe(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("select " + JobRow.COLUMNS
                            + ", due, losses, worker_id, declined_by, declined_until, cancel_request"
                            + database.syntax().columnsOfItsOwn() + " from jobs_job where 1 = 0")
                    .close();
            statement
                    .executeQuery("select worker_id, name, types, queues, slots, started_at, heard_at, expires_at"
                            + " from jobs_worker where 1 = 0")
                    .close();
            statement
                    .executeQuery("select type, recent_micros from jobs_duration where 1 = 0")
                    .close();
            return true;
        }
    }
}
