package dev.jobs.store.jdbc;

import dev.jobs.store.JobStoreConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/** The tables' versions: SQL files in this package's {@code schema} folders, one for each version and database. */
final class Schema {
    private static final int VERSION = 1;
    private static final String FILE = "V1__jobs.sql";

    /** Any number will do, as long as nobody else locks by it: "jobs" in ASCII. */
    private static final long LOCK = 0x6A6F6273L;

    /** H2 has no lock around several statements, but mostly one process. */
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final Dialect dialect;
    private final Transactions transactions;

    Schema(final Dialect dialect, final Transactions transactions) {
        this.dialect = dialect;
        this.transactions = transactions;
    }

    void prepare(final SchemaMode mode) {
        final WriteAccess access = new WriteAccess(dialect, transactions);
        switch (mode) {
            case CREATE -> {
                access.requireWritableDatabase();
                if (version().isEmpty()) {
                    apply();
                }
                check(access);
            }
            case CHECK -> {
                access.requireWritableDatabase();
                check(access);
            }
            case NONE -> {}
        }
    }

    private OptionalInt version() {
        return transactions.statement("read the version of the job tables", connection -> {
            try (Statement select = connection.createStatement()) {
                return isThere(select) ? version(select) : OptionalInt.empty();
            }
        });
    }

    private static OptionalInt version(final Statement select) throws SQLException {
        try (ResultSet row = select.executeQuery("select max(version) from jobs_schema")) {
            return row.next() && row.getInt(1) > 0 ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
        }
    }

    private void apply() {
        switch (dialect) {
            case POSTGRESQL ->
                run(statement -> {
                    statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
                    // Another process may have made them while this one waited for the lock.
                    return isThere(statement) || statement.execute(script());
                });
            case H2 -> {
                IN_THIS_PROCESS.lock();
                try {
                    run(statement -> statement.execute(script()));
                } finally {
                    IN_THIS_PROCESS.unlock();
                }
            }
        }
    }

    /** What makes the tables. */
    @FunctionalInterface
    private interface Making {
        boolean run(Statement statement) throws SQLException;
    }

    private void run(final Making making) {
        transactions.transaction("create the job tables", connection -> {
            try (Statement statement = connection.createStatement()) {
                return making.run(statement);
            }
        });
    }

    // Asked for, since databases write into their logs what fails.
    private boolean isThere(final Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select " + dialect.isTable("jobs_schema"))) {
            return row.next() && row.getBoolean(1);
        }
    }

    private String script() {
        final String path = "schema/" + dialect.folder() + "/" + FILE;
        try (InputStream file = Schema.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("the library's jar lacks " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(final WriteAccess access) {
        final OptionalInt version = version();
        if (version.isEmpty()) {
            throw new JobStoreConfigurationException("the job tables are missing: this library needs version " + VERSION
                    + " of them. Open the store with schema=create, or apply " + FILE
                    + " from dev/jobs/store/jdbc/schema/"
                    + dialect.folder() + " in its jar");
        }
        if (version.getAsInt() > VERSION) {
            throw new JobStoreConfigurationException("the job tables have version " + version.getAsInt()
                    + ", but this library knows version " + VERSION + " at most: use a newer library");
        }
        // First, since a table that may not be read looks like one that is not as it should be.
        access.requireRights();
        transactions.statement("look at the collation of the job tables", connection -> {
            dialect.requireUsableTables(connection);
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

    private boolean probe(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("select " + JobRow.COLUMNS
                            + ", due, losses, worker_id, declined_by, declined_until, cancel_request"
                            + dialect.columnsOfItsOwn() + " from jobs_job where 1 = 0")
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
