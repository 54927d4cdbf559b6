package dev.jobs.store.jdbc.connection;

import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on connections: takes one, begins, commits or rolls back, and tries again what may succeed in a moment, for
 * some seconds. Safe to share between threads.
 *
 * <p>Work may be run several times, also when an earlier run was committed and only its answer was lost. So each is
 * written such that a second run finds what the first one did, or else runs {@link #atMostOnce}.
 */
public final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private static final long LONGEST_WAIT_FOR_LAST_CALLS_MILLIS = 2_000;

    private final DataSource dataSource;
    private final SqlFaults faults;
    private final LongSupplier ticker;

    /** Calls under way hold it for reading. */
    private final ReentrantReadWriteLock underWay = new ReentrantReadWriteLock();

    private volatile Optional<Preparation> preparation = Optional.empty();
    private volatile int givenIsolation = Connection.TRANSACTION_READ_COMMITTED;
    private volatile boolean closed;

    /**
     * @param dataSource gives the connections
     * @param faults the faults of the database
     */
    public Transactions(final DataSource dataSource, final SqlFaults faults) {
        this(dataSource, faults, System::nanoTime);
    }

    /**
     * @param dataSource gives the connections
     * @param faults the faults of the database
     * @param ticker monotonic nanoseconds
     */
    public Transactions(final DataSource dataSource, final SqlFaults faults, final LongSupplier ticker) {
        this.dataSource = dataSource;
        this.faults = faults;
        this.ticker = ticker;
    }

    /** The monotonic clock, in nanoseconds, by which all that a store does is measured in this process. */
    public LongSupplier ticker() {
        return ticker;
    }

    /** The faults of the database. */
    public SqlFaults faults() {
        return faults;
    }

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private enum Scope {
        STATEMENT,
        TRANSACTION
    }

    private enum Repeat {
        ALWAYS,
        IF_NOTHING_WAS_CHANGED
    }

    /** Runs work that is one statement, or several that are sent together: it commits itself. */
    public <T> T statement(final String what, final Work<T> work) {
        return run(what, work, Scope.STATEMENT, Repeat.ALWAYS);
    }

    /** Runs work in a transaction. */
    public <T> T transaction(final String what, final Work<T> work) {
        return run(what, work, Scope.TRANSACTION, Repeat.ALWAYS);
    }

    /** Runs work that is one statement, or several that are sent together, not again if it may have been done. */
    public <T> T atMostOnce(final String what, final Work<T> work) {
        return run(what, work, Scope.STATEMENT, Repeat.IF_NOTHING_WAS_CHANGED);
    }

    /** Runs work in a transaction, not again if it may have been committed. */
    public <T> T transactionAtMostOnce(final String what, final Work<T> work) {
        return run(what, work, Scope.TRANSACTION, Repeat.IF_NOTHING_WAS_CHANGED);
    }

    /**
     * Makes every call from now on end with {@link JobStoreClosedException}, and gives those under way a moment to end:
     * one that waits for a connection when its pool is closed would wait in vain.
     */
    public void close() {
        closed = true;
        boolean interrupted = false;
        try {
            if (underWay.writeLock().tryLock(LONGEST_WAIT_FOR_LAST_CALLS_MILLIS, TimeUnit.MILLISECONDS)) {
                underWay.writeLock().unlock();
            }
        } catch (final InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T run(final String what, final Work<T> work, final Scope scope, final Repeat repeat) {
        requireOpen();
        final boolean interrupted = Thread.currentThread().isInterrupted();
        underWay.readLock().lock();
        try {
            return runUntilDone(what, work, scope, repeat);
        } finally {
            underWay.readLock().unlock();
            if (interrupted) { // H2 takes it back when it opens its file again
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T runUntilDone(final String what, final Work<T> work, final Scope scope, final Repeat repeat) {
        final long begin = ticker.getAsLong();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            requireOpen();
            final Failure failure;
            try {
                return attempt(work, scope);
            } catch (final NotConnected e) {
                failure = new Failure(e.fault(), true);
            } catch (final SQLException e) {
                failure = new Failure(e, false);
            }
            requireOpen();
            if (!allows(failure, repeat) || ticker.getAsLong() - begin > PATIENCE.toNanos()) {
                throw translated(what, failure);
            }
            LOG.debug("Trying again to {}", what, failure.fault());
            pauseFor(pause, what, failure.fault());
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private record Failure(SQLException fault, boolean beforeAnythingWasSent) {}

    private JobStoreException translated(final String what, final Failure failure) {
        return failure.beforeAnythingWasSent()
                ? faults.translateUnconnected(what, failure.fault())
                : faults.translate(what, failure.fault());
    }

    private boolean allows(final Failure failure, final Repeat repeat) {
        return switch (faults.of(failure.fault())) {
            case TRY_AGAIN -> true;
            case CONNECTION_LOST -> failure.beforeAnythingWasSent() || repeat == Repeat.ALWAYS;
            case CONFIGURATION -> false;
            // A pool that waited in vain says so without a state of its own.
            case OTHER -> failure.beforeAnythingWasSent();
        };
    }

    /** Prepares each connection so before each use from now on. */
    public void prepareConnections(final Preparation each) {
        preparation = Optional.of(each);
    }

    /**
     * Lets each run be read committed, as all statements are made for, where connections come with another isolation: by
     * an older snapshot a claim would fail at each row that another one was faster with.
     */
    public void expectIsolation(final int given) {
        givenIsolation = given;
    }

    /** @throws JobStoreClosedException after {@link #close()} */
    public void requireOpen() {
        if (closed) {
            throw new JobStoreClosedException("this JDBC job store is closed");
        }
    }

    private static void pauseFor(final long millis, final String what, final SQLException fault) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobStoreUnavailableException("interrupted while waiting to " + what + " again", fault);
        }
    }

    private <T> T attempt(final Work<T> work, final Scope scope) throws SQLException, NotConnected {
        final Connection connection = connect();
        final T answer;
        try {
            answer = attempt(connection, work, scope);
        } catch (final SQLException | RuntimeException | Error e) {
            if (e instanceof SQLException fault && faults.spoilsConnection(fault)) {
                end(connection, fault);
            }
            close(connection).ifPresent(e::addSuppressed);
            throw e;
        }
        close(connection)
                .ifPresent(e -> LOG.debug("A connection could not be closed; what was done with it is done", e));
        return answer;
    }

    /** Closes a connection; the failure, if it fails. */
    private static Optional<SQLException> close(final Connection connection) {
        try {
            connection.close();
            return Optional.empty();
        } catch (final SQLException e) {
            return Optional.of(e);
        }
    }

    private <T> T attempt(final Connection connection, final Work<T> work, final Scope scope) throws SQLException {
        final Optional<Preparation> before = preparation;
        if (before.isPresent()) {
            before.get().prepare(connection);
        }
        final boolean autoCommit = connection.getAutoCommit();
        final boolean wanted = scope == Scope.STATEMENT;
        final int isolation = givenIsolation;
        isolate(connection, isolation, Connection.TRANSACTION_READ_COMMITTED);
        if (autoCommit != wanted) {
            connection.setAutoCommit(wanted);
        }
        try {
            return wanted ? work.run(connection) : commit(connection, work);
        } finally {
            if (!connection.isClosed()) {
                if (autoCommit != wanted) {
                    connection.setAutoCommit(autoCommit);
                }
                isolate(connection, Connection.TRANSACTION_READ_COMMITTED, isolation);
            }
        }
    }

    /**
     * Ends a connection, so that no pool hands it out again: one to a server that has become a standby, which refuses to
     * write for as long as it lasts, while a new one may find the server that took over; or one to an H2 database that was
     * closed after a fault of its file, which a new one opens again.
     */
    private static void end(final Connection connection, final SQLException cause) {
        try {
            if (!connection.isClosed()) {
                connection.abort(Runnable::run);
                // Not every driver knows abort.
                connection.unwrap(Connection.class).close();
            }
        } catch (final SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void isolate(final Connection connection, final int from, final int to) throws SQLException {
        if (from != to) {
            connection.setTransactionIsolation(to);
        }
    }

    private Connection connect() throws NotConnected {
        try {
            return dataSource.getConnection();
        } catch (final SQLException e) {
            throw new NotConnected(e);
        }
    }

    private static <T> T commit(final Connection connection, final Work<T> work) throws SQLException {
        final T answer;
        try {
            answer = work.run(connection);
        } catch (final SQLException | RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        }
        connection.commit();
        return answer;
    }

    private static void rollBack(final Connection connection, final Throwable cause) {
        try {
            connection.rollback();
        } catch (final SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** No connection was to be had: nothing was sent. */
    private static final class NotConnected extends Exception {
        private static final long serialVersionUID = 1L;

        private final SQLException fault;

        NotConnected(final SQLException fault) {
            super(fault);
            this.fault = fault;
        }

        SQLException fault() {
            return fault;
        }
    }
}
