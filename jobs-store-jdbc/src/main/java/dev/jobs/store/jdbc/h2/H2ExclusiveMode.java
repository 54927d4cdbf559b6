package dev.jobs.store.jdbc.h2;

import dev.jobs.store.jdbc.connection.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The exclusive mode of H2, in which one session changes tables while all others pause.
 *
 * <p>For {@code alter table} H2 copies the table, drops the old one and renames the new one. A statement that is parsed in
 * the moment between finds no table, since H2 takes no lock for parsing. In exclusive mode each session pauses between
 * parsing a statement and running it, and parses again when it goes on. So the tables are changed once each other session
 * has come to its pause, or has been idle for a while; and connections that are opened meanwhile are refused, which a store
 * tries again. One gap is left: a session that was idle until then may parse in just that moment.
 */
final class H2ExclusiveMode {
    /** The time for which the other sessions have to be paused or idle, each of them without a change. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** The time in which sessions may come to their pause one after the other. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A paused transaction that holds a lock needs to go on before its table can be changed. */
    private static final long LOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    /** A session that pauses looks every tenth of a second whether it may go on. */
    private static final long LET_GO_ON_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** The exclusive mode is for administrators; and the old information schema, which a URL can ask for, tells too little. */
    private static final Set<Integer> NOT_TO_BE_HAD = Set.of(90_040, 42_122);

    private static final int LOCK_TIMEOUT = 50_200;

    private H2ExclusiveMode() {}

    /**
     * Runs work while all other sessions pause; without that, where this user or database cannot have it.
     *
     * @throws SQLTransientException if transactions of others use the tables; nothing was done
     */
    static <T> T run(final Connection connection, final Transactions.Work<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!begin(statement)) {
                return work.run(connection);
            }
            final Optional<T> answer;
            try {
                answer = pausedAll(statement) ? Optional.of(work.run(connection)) : Optional.empty();
            } catch (final SQLException | RuntimeException | Error e) {
                endAfter(statement, e);
                throw e;
            }
            end(statement);
            if (answer.isEmpty()) {
                LockSupport.parkNanos(LET_GO_ON_NANOS);
                throw new SQLTransientException("transactions use the job tables", "HYT00", LOCK_TIMEOUT);
            }
            return answer.get();
        }
    }

    private static boolean begin(final Statement statement) throws SQLException {
        try {
            // First, to see that it can be read.
            Others.read(statement);
            statement.execute("set exclusive 1");
            return true;
        } catch (final SQLException e) {
            if (NOT_TO_BE_HAD.contains(e.getErrorCode())) {
                return false;
            }
            throw e;
        }
    }

    private static void end(final Statement statement) throws SQLException {
        statement.execute("set exclusive 0");
    }

    private static void endAfter(final Statement statement, final Throwable failure) {
        try {
            end(statement);
        } catch (final SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Waits until the others are quiet; false: some go on with their statement or their transaction. */
    private static boolean pausedAll(final Statement statement) throws SQLException {
        final long begin = System.nanoTime();
        long since = begin;
        Optional<Others> last = Optional.empty();
        while (true) {
            final Others others = Others.read(statement);
            final long now = System.nanoTime();
            if (!last.equals(Optional.of(others))) {
                last = Optional.of(others);
                since = now;
            }
            final boolean late = now - begin >= LONGEST_NANOS;
            if (others.isExecuting()) {
                if (late) {
                    return false;
                }
            } else if (others.isLocking()) {
                if (late || now - since >= LOCKED_NANOS) {
                    return false;
                }
            } else if (late || now - since >= QUIET_NANOS) {
                return true;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    /** The other sessions, at one moment. */
    private record Others(boolean isExecuting, boolean isLocking, Set<String> sessions) {
        static Others read(final Statement statement) throws SQLException {
            final String sql = """
                    select executing_statement is not null,
                        exists (select 1 from information_schema.locks l
                            where l.session_id = s.session_id and lower(l.table_name) like 'jobs@_%' escape '@'),
                        concat_ws(' ', session_id, session_state, sleep_since)
                    from information_schema.sessions s where session_id <> session_id()""";
            boolean executing = false;
            boolean locking = false;
            final Set<String> sessions = new HashSet<>();
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    executing |= row.getBoolean(1);
                    locking |= row.getBoolean(2);
                    sessions.add(row.getString(3));
                }
            }
            return new Others(executing, locking, sessions);
        }
    }
}
