package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A library of version 1 at work: its own statements, kept as they were, on a connection of its own. It has one worker, which
 * does the jobs of one type.
 */
abstract class Version1 implements AutoCloseable {
    static final String TYPE = "of-version-1";
    static final String QUEUE = "default";

    private static final String FOLDER = "schema/version1/";
    private static final long TIME_TO_LIVE_MICROS = 60_000_000;

    final Connection connection;
    final UUID worker = UUID.randomUUID();
    private final String folder;
    private final Set<Integer> tryAgainCodes;
    private int done;

    /** @param tryAgainCodes the error codes after which it tried again */
    Version1(final String url, final String folder, final Set<Integer> tryAgainCodes) throws SQLException {
        this.folder = folder;
        this.tryAgainCodes = tryAgainCodes;
        this.connection = DriverManager.getConnection(url);
    }

    /** The SQL that made its tables. */
    static String tables(final String folder) {
        return Sql.resource(FOLDER + folder + "/tables.sql");
    }

    /** The SQL of jobs of every status. */
    static String jobs() {
        return Sql.resource(FOLDER + "jobs.sql");
    }

    final String statement(final String name) {
        return Sql.resource(FOLDER + folder + "/" + name + ".sql");
    }

    /** Claims at most one job, and tells its id and lease. */
    abstract List<Claim> claim() throws SQLException;

    record Claim(UUID id, long lease) {
        static List<Claim> read(final PreparedStatement claim) throws SQLException {
            final List<Claim> claims = new ArrayList<>();
            try (ResultSet row = claim.executeQuery()) {
                while (row.next()) {
                    if (row.getObject(1) != null) {
                        claims.add(new Claim(row.getObject(1, UUID.class), row.getLong(27)));
                    }
                }
            }
            return claims;
        }
    }

    /** How many jobs it has submitted, claimed and completed. */
    final int done() {
        return done;
    }

    /** Submits a job, lets its worker live on, claims a job and completes it. */
    final void work() throws SQLException {
        lives();
        untilDone(this::insert);
        final List<Claim> claims = new ArrayList<>();
        untilDone(this::promote);
        untilDone(() -> claims.addAll(claim()));
        for (final Claim claim : claims) {
            untilDone(() -> report(claim));
            done++;
        }
    }

    /** Lets its worker live on. */
    final void lives() throws SQLException {
        untilDone(this::heartbeat);
    }

    /** A part of its work. */
    @FunctionalInterface
    private interface Part {
        void run() throws SQLException;
    }

    private void untilDone(final Part part) throws SQLException {
        boolean again = true;
        while (again) {
            try {
                part.run();
                again = false;
            } catch (final SQLException e) {
                if (!tryAgainCodes.contains(e.getErrorCode())) {
                    throw e;
                }
            }
        }
    }

    private void promote() throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement("promotion"))) {
            update.executeUpdate();
        }
    }

    private void insert() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(statement("insert"))) {
            int index = 1;
            insert.setArray(index++, array("uuid", UUID.randomUUID()));
            insert.setArray(index++, array("text", TYPE));
            insert.setArray(index++, array("text", QUEUE));
            insert.setArray(index++, array("integer", 0));
            insert.setArray(index++, array("text", ""));
            insert.setArray(index++, arrayOfNull("text"));
            insert.setArray(index++, array("text", "{}"));
            insert.setArray(index++, array("integer", 3));
            insert.setArray(index++, array("bigint", 1_000L));
            insert.setArray(index++, array("bigint", 60_000L));
            insert.setArray(index++, arrayOfNull("text"));
            insert.setArray(index++, arrayOfNull("timestamp with time zone"));
            insert.setArray(index, array("bigint", 0L));
            insert.executeUpdate();
        }
    }

    private void heartbeat() throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement("heartbeat"))) {
            bindHeartbeat(update);
            try (ResultSet row = update.executeQuery()) {
                if (row.next()) {
                    return;
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(statement("heartbeat-insert"))) {
            bindHeartbeat(insert);
            insert.executeUpdate();
        }
    }

    private void bindHeartbeat(final PreparedStatement statement) throws SQLException {
        statement.setString(1, "a worker of version 1");
        statement.setArray(2, array("varchar", TYPE));
        statement.setArray(3, array("varchar", QUEUE));
        statement.setInt(4, 1);
        statement.setLong(5, TIME_TO_LIVE_MICROS);
        statement.setObject(6, worker);
    }

    private void report(final Claim claim) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement("report"))) {
            update.setArray(1, array("uuid", claim.id()));
            update.setArray(2, array("bigint", claim.lease()));
            update.setArray(3, array("uuid", worker));
            update.setArray(4, array("text", "{\"by\":1}"));
            update.executeQuery().close();
        }
    }

    final Array array(final String type, final Object value) throws SQLException {
        return connection.createArrayOf(type, new Object[] {value});
    }

    final Array arrayOfNull(final String type) throws SQLException {
        return connection.createArrayOf(type, Collections.nCopies(1, null).toArray());
    }

    @Override
    public final void close() throws SQLException {
        connection.close();
    }
}
