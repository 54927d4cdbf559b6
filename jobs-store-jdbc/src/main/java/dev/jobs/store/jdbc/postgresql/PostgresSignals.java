package dev.jobs.store.jdbc.postgresql;

import dev.jobs.JobSignal;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Signals;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges signals between processes by LISTEN and NOTIFY. Safe to share between threads.
 *
 * <p>Two threads of its own: one receives, on a connection that it keeps; one sends, outside of the transactions that the
 * signals are of (a notification inside them makes their commits wait for each other), all that came up meanwhile at once.
 * Nothing is repeated or waited for: whoever receives signals also polls.
 *
 * <p>Every ten seconds the sender sends a test message to the receiver, on a channel of their own. If it does not arrive, the
 * connection is dead without saying so, or a pooler in between hands out connections by the transaction. A store listens on the
 * shared channel only after it has received its own test message: behind a pooler the signals of others would reach a
 * connection that is somebody else's by then, and nobody would read them.
 */
final class PostgresSignals implements Signals {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);
    private static final long WAIT_MILLIS = 10_000;
    private static final long WAIT_FOR_ECHO_MILLIS = 5_000;
    private static final int FIRST_WAIT_MILLIS = 20;
    private static final long PAUSE_AFTER_LOSS_MILLIS = 1_000;
    private static final long PAUSE_AFTER_SILENCE_MILLIS = 30_000;
    private static final long WAIT_FOR_LISTENER_MILLIS = 1_000;
    private static final long WAIT_FOR_THREAD_MILLIS = 15_000;
    private static final long PAUSE_AFTER_SENDING_MILLIS = 5;
    private static final int MOST_WAITING = 20_000;
    private static final String EVERYBODY = "*";

    /** The query of the shared channel: one for each schema that has the tables, whatever search path leads there. */
    static final String CHANNEL = """
            select 'jobs_' || md5(coalesce((
                select cast(n.nspname as text) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.oid = to_regclass('jobs_job')), current_schema(), ''))""";

    private static final String NOTIFY = "select pg_notify(?, text) from unnest(cast(? as text[])) as text";

    // A hint need not survive a crash; what it is of has been committed before.
    private static final String NOT_WAITING_FOR_THE_DISK =
            NOTIFY + ", set_config('synchronous_commit', 'off', true) as setting";

    private final DataSource dataSource;
    private final Transactions transactions;
    private final SignalHub hub;
    private final String channel;
    private final String sender = UUID.randomUUID().toString();
    private final String ownChannel = "jobs_" + sender.replace("-", "");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToSend = lock.newCondition();
    private final Condition closing = lock.newCondition();
    private final Thread listener = new Thread(this::listen, "jobs-signals-in");
    private final Thread notifier = new Thread(this::notifyOthers, "jobs-signals-out");

    // Guarded by the lock, as is all up to the next comment.
    private Set<JobSignal> waiting = new LinkedHashSet<>();
    private boolean testWanted;
    private boolean closed;

    // Set by the listener.
    private volatile Optional<Connection> listening = Optional.empty();
    private volatile boolean receivedTest;
    private volatile boolean silenceLogged;

    // Set by the notifier, and taken back by the listener when it asks again.
    private volatile boolean testSent;

    // Set by who closes.
    private volatile boolean aborted;

    private PostgresSignals(
            final DataSource dataSource, final Transactions transactions, final SignalHub hub, final String channel) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.hub = hub;
        this.channel = channel;
    }

    static Signals start(final DataSource dataSource, final Transactions transactions, final SignalHub hub) {
        final PostgresSignals signals =
                new PostgresSignals(dataSource, transactions, hub, transactions.statement("connect", connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery(CHANNEL)) {
                        return row.next() ? row.getString(1) : "jobs";
                    }
                }));
        for (final Thread thread : List.of(signals.listener, signals.notifier)) {
            thread.setDaemon(true);
            thread.start();
        }
        return signals;
    }

    @Override
    public void send(final List<JobSignal> signals) {
        lock.lock();
        try {
            // Signals beyond that number are dropped: each is a hint, and the jobs can be polled.
            if (!closed && waiting.size() < MOST_WAITING) {
                waiting.addAll(signals);
                somethingToSend.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sendWith(final Connection connection, final List<JobSignal> signals) throws SQLException {
        if (!signals.isEmpty()) {
            send(connection, channel, SignalText.write(EVERYBODY, signals), NOTIFY);
        }
    }

    /** Repeats a round until the close, whatever it throws, and whatever saying so throws. */
    private void untilClosed(final Runnable round) {
        while (!isClosed()) {
            try {
                round.run();
            } catch (final RuntimeException | Error e) {
                afterFailure(e);
            }
        }
    }

    private void afterFailure(final Throwable failure) {
        try {
            LOG.error(
                    "Signals failed for a reason that they should not; they go on, and jobs are found by polling",
                    failure);
        } catch (final RuntimeException | Error unlogged) { // a failure of the log must not end the thread either
            failure.addSuppressed(unlogged);
        }
        pauseUnlessClosed(PAUSE_AFTER_LOSS_MILLIS);
    }

    private void notifyOthers() {
        untilClosed(this::notifyOnce);
        wakeListener();
    }

    private void notifyOnce() {
        final Set<JobSignal> signals;
        final boolean sendTest;
        lock.lock();
        try {
            while (waiting.isEmpty() && !testWanted && !closed) {
                somethingToSend.awaitUninterruptibly();
            }
            if (closed) {
                return;
            }
            signals = waiting;
            waiting = new LinkedHashSet<>();
            sendTest = testWanted;
            testWanted = false;
        } finally {
            lock.unlock();
        }
        try {
            transactions.atMostOnce("notify other processes", connection -> {
                if (sendTest) {
                    send(connection, ownChannel, List.of(sender), NOT_WAITING_FOR_THE_DISK);
                }
                if (!signals.isEmpty()) {
                    send(connection, channel, SignalText.write(sender, signals), NOT_WAITING_FOR_THE_DISK);
                }
                return true;
            });
            if (sendTest) {
                testSent = true;
            }
        } catch (final JobStoreException e) {
            LOG.debug("{} signals were not sent; the jobs will be found by polling.", signals.size(), e);
        }
        pauseUnlessClosed(PAUSE_AFTER_SENDING_MILLIS);
    }

    /** Nothing else ends its wait but the loss of its connection. */
    private void wakeListener() {
        if (listening.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            final boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            send(connection, ownChannel, List.of(sender), NOT_WAITING_FOR_THE_DISK);
            connection.setAutoCommit(autoCommit);
        } catch (final SQLException | RuntimeException e) {
            LOG.debug("Could not wake the thread that listens for signals.", e);
        }
    }

    private static void send(
            final Connection connection, final String channel, final List<String> texts, final String sql)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, channel);
            statement.setArray(2, connection.createArrayOf("text", texts.toArray()));
            statement.executeQuery().close();
        }
    }

    private void listen() {
        untilClosed(this::listenOnce);
    }

    private void listenOnce() {
        long pause = PAUSE_AFTER_SILENCE_MILLIS;
        try (Connection connection = dataSource.getConnection()) {
            listening = Optional.of(connection);
            listenOn(connection);
        } catch (final SQLException e) {
            pause = PAUSE_AFTER_LOSS_MILLIS;
            if (!isClosed()) {
                LOG.debug("Lost the connection that listens for signals; jobs are found by polling.", e);
            }
        } finally {
            listening = Optional.empty();
        }
        pauseUnlessClosed(pause);
    }

    /** Listens until nothing arrives any more, not even a test message. */
    private void listenOn(final Connection connection) throws SQLException {
        final boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        final PGConnection postgres = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + ownChannel);
            if (receivesTest(postgres)) {
                statement.execute("listen " + channel);
                do {
                    receivedTest = false;
                    requestTest();
                    receiveForAWhile(postgres);
                } while (receivedTest && !isClosed());
            }
            if (!isClosed() && !silenceLogged) {
                silenceLogged = true;
                LOG.info("No signals arrive from PostgreSQL, {}; jobs are found by polling.", reasonOfSilence());
            }
        } finally {
            stopListening(connection);
        }
        connection.setAutoCommit(autoCommit);
    }

    private String reasonOfSilence() {
        return testSent
                ? "although they are sent, perhaps because of a pooler in between"
                : "since no connection to send them was free while one listened: the pool may have too few, or the database"
                        + " may be slow";
    }

    private boolean receivesTest(final PGConnection postgres) throws SQLException {
        receivedTest = false;
        requestTest();
        final long begin = System.nanoTime();
        while (!receivedTest
                && !isClosed()
                && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(WAIT_FOR_ECHO_MILLIS)) {
            receive(postgres, FIRST_WAIT_MILLIS);
        }
        return receivedTest;
    }

    private void requestTest() {
        lock.lock();
        try {
            testWanted = true;
            testSent = false;
            somethingToSend.signal();
        } finally {
            lock.unlock();
        }
    }

    private void receiveForAWhile(final PGConnection postgres) throws SQLException {
        final long begin = System.nanoTime();
        long left = WAIT_MILLIS;
        while (left > 0 && !isClosed()) {
            receive(postgres, (int) left);
            left = WAIT_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        }
    }

    private void receive(final PGConnection postgres, final int patienceMillis) throws SQLException {
        final PGNotification[] notifications = postgres.getNotifications(patienceMillis);
        if (notifications != null) {
            receive(notifications);
        }
    }

    private void receive(final PGNotification[] notifications) {
        final List<JobSignal> signals = new ArrayList<>();
        for (final PGNotification notification : notifications) {
            final String text = notification.getParameter();
            if (SignalText.sender(text).equals(sender)) {
                receivedTest = true;
                silenceLogged = false;
            } else {
                signals.addAll(SignalText.signals(text));
            }
        }
        hub.send(signals.stream().distinct().toList());
    }

    // The connection may be somebody else's next, where it comes from a pool.
    private void stopListening(final Connection connection) {
        try {
            if (!aborted && !connection.isClosed()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("unlisten " + channel);
                    statement.execute("unlisten " + ownChannel);
                }
            }
        } catch (final SQLException e) {
            LOG.debug("Could not stop listening on a connection.", e);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt ends this wait only if it is that of the close, which has closed before. */
    private void pauseUnlessClosed(final long millis) {
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean over = false;
        while (!over) {
            lock.lock();
            try {
                while (!closed && end - System.nanoTime() > 0) {
                    closing.awaitNanos(end - System.nanoTime());
                }
                over = true;
            } catch (final InterruptedException e) {
                LOG.debug("Nobody but a close should interrupt the threads of signals.", e);
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            somethingToSend.signalAll();
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        join(listener, WAIT_FOR_LISTENER_MILLIS);
        if (listener.isAlive()) {
            aborted = true;
            listening.ifPresent(PostgresSignals::abort);
            // Either may wait for a connection.
            listener.interrupt();
            notifier.interrupt();
        }
        join(listener, WAIT_FOR_THREAD_MILLIS);
        join(notifier, WAIT_FOR_THREAD_MILLIS);
    }

    // What waits for a notification ends with its connection, too.
    private static void abort(final Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (final SQLException e) {
            LOG.debug("Could not abort the connection that listens.", e);
        }
    }

    private static void join(final Thread thread, final long millis) {
        boolean interrupted = false;
        try {
            thread.join(millis);
        } catch (final InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
