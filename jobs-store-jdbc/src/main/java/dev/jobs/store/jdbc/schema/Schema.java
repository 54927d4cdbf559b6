package dev.jobs.store.jdbc.schema;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreUnavailableException;
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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of the tables: a ladder of SQL files in a folder for each database. A file that was once released is never
 * changed; each further one brings the tables from the version before it to its own.
 *
 * <p>A newer version of the tables says which oldest version a library must know to use them, so that older libraries go on
 * during a rolling deployment where the step allows it.
 */
public final class Schema {
    private static final List<Step> STEPS = List.of(
            new Step(1, "V1__jobs.sql"),
            new Step(2, "V2__attributes.sql"),
            new Step(3, "V3__limits_log_attempts.sql"),
            new Step(4, "V4__operations.sql"),
            new Step(5, "V5__history_sums.sql"),
            new Step(6, "V6__pauses.sql"),
            new Step(7, "V7__turns.sql"),
            new Step(8, "V8__limits.sql"),
            new Step(9, "V9__children.sql"));
    private static final int VERSION = STEPS.get(STEPS.size() - 1).version();
    private static final String FOLDER = "dev/jobs/store/jdbc/schema/";
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    /** A step of the ladder: the version that it leads to, and its file. */
    private record Step(int version, String file) {}

    /** Stores that one process opens at once take turns: while H2 changes a table, others do not find it for a moment. */
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final Database database;
    private final Transactions transactions;

    /** The tables that these transactions meet. */
    public Schema(final Database database, final Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /**
     * Makes the tables that are missing, or brings older ones up to date step by step, under a lock, and then checks them.
     *
     * @throws JobStoreConfigurationException if the tables are of no use
     * @throws JobStoreUnavailableException if the tables were in use for so long that they could not be changed
     */
    public void create() {
        IN_THIS_PROCESS.lock();
        try {
            requireWritableDatabase();
            final int found = version();
            stepsAfter(found).forEach(step -> climb(found, step));
            checkTables();
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    private void climb(final int found, final Step step) {
        // Another process may have made the step while this one waited for the lock.
        final Transactions.Work<Boolean> work =
                connection -> version(connection) >= step.version() || execute(connection, script(step));
        try {
            if (found == 0) {
                database.makeTables(transactions, "create the job tables", work);
            } else {
                database.changeTables(transactions, "bring the job tables to version " + step.version(), work);
            }
        } catch (final JobStoreUnavailableException e) {
            throw new JobStoreUnavailableException(
                    e.getMessage()
                            + ". The tables are as they were. A step waits only a moment for a transaction that uses"
                            + " the tables, such as that of a backup, so that nobody waits behind it: open the store again"
                            + " when there is none",
                    e);
        }
    }

    private static List<Step> stepsAfter(final int version) {
        return STEPS.stream().filter(step -> step.version() > version).toList();
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

    private int version() {
        return transactions.statement("read the version of the job tables", this::version);
    }

    /** The version of the tables; 0: there are none. The table is looked up first, since databases log what fails. */
    private int version(final Connection connection) throws SQLException {
        return database.isTable(connection, "jobs_schema")
                ? number(connection, "select max(version) from jobs_schema")
                : 0;
    }

    private static int number(final Connection connection, final String sql) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static boolean execute(final Connection connection, final String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(script);
        }
    }

    private String script(final Step step) {
        final String path = "/" + folder() + "/" + step.file();
        try (InputStream file = Schema.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("the library's jar lacks " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String folder() {
        return FOLDER + database.folder();
    }

    private void checkTables() {
        final int version = version();
        if (version < VERSION) {
            throw new JobStoreConfigurationException((version == 0
                            ? "the job tables are missing: "
                            : "the job tables have version " + version + ", but ")
                    + "this library needs version " + VERSION
                    + " of them. Open the store with schema=create, or apply "
                    + stepsAfter(version).stream().map(Step::file).collect(Collectors.joining(" and "))
                    + " from " + folder() + " in its jar");
        }
        if (version > VERSION) {
            requireUsable(version);
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
                    "the job tables say that they have version " + version + ", but are not what version " + VERSION
                            + " has: " + e.getMessage(),
                    e);
        }
    }

    /** Refuses newer tables, unless they say that a library that knows this version may use them. */
    private void requireUsable(final int version) {
        final int usableFrom = transactions.statement(
                "read which libraries may use the job tables",
                connection -> number(connection, "select max(usable_from) from jobs_schema"));
        if (usableFrom > VERSION) {
            throw new JobStoreConfigurationException("the job tables have version " + version
                    + ", for libraries that know version " + usableFrom + " or newer, but this library knows version "
                    + VERSION + " at most: use a newer library");
        }
        LOG.info("The job tables have version {}, which this library, made for version {}, may use.", version, VERSION);
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
                            + ", due, losses, worker_id, declined_by, declined_until, cancel_request, among_owners, held_by,"
                            + " limited_by, limited_for, limited_till, freed_by, cancelled_at, "
                            + database.syntax().turnColumn()
                            + database.syntax().columnsOfItsOwn() + " from jobs_job where 1 = 0")
                    .close();
            statement
                    .executeQuery(
                            "select worker_id, name, types, queues, slots, started_at, heard_at, expires_at, stuck, children"
                                    + " from jobs_worker where 1 = 0")
                    .close();
            statement
                    .executeQuery("select type, recent_micros from jobs_duration where 1 = 0")
                    .close();
            statement
                    .executeQuery(
                            "select minute_at, queue, type, submitted, started, completed, failed, cancelled, waited, ran"
                                    + " from jobs_history where 1 = 0")
                    .close();
            statement
                    .executeQuery(
                            "select minutes, from_at, queue, type, submitted, started, completed, failed, cancelled,"
                                    + " waited, ran from jobs_history_sum where 1 = 0")
                    .close();
            statement
                    .executeQuery("select kind, name, reason, paused_at, ends_at from jobs_pause where 1 = 0")
                    .close();
            statement
                    .executeQuery("select kind, name, reason, paused_at, ended_at from jobs_past_pause where 1 = 0")
                    .close();
            statement
                    .executeQuery("select queue, queue_order, has_owners from jobs_queue where 1 = 0")
                    .close();
            statement
                    .executeQuery(
                            "select name, at_once, starts, period_micros, burst, message, source from jobs_limit where 1 = 0")
                    .close();
            statement
                    .executeQuery("select holder, full_at from jobs_holder where 1 = 0")
                    .close();
            statement
                    .executeQuery("select limit_key, job_id, lease from jobs_permit where 1 = 0")
                    .close();
            statement
                    .executeQuery(
                            "select held_by, queue, type, opens_at, reason, freed_by from jobs_held_lane where 1 = 0")
                    .close();
            statement
                    .executeQuery("select job_id, lease, number, worker, started_at, ended_at, ended, error, release"
                            + " from jobs_attempt where 1 = 0")
                    .close();
            statement
                    .executeQuery(
                            "select job_id, number, lease, line, attempt, logged_at, text, lines_before, bytes_before"
                                    + " from jobs_log where 1 = 0")
                    .close();
            return true;
        }
    }
}
