package dev.jobs.store.jdbc;

import dev.jobs.store.JobSignal;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.SignalHub;
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
 * Signals between processes by LISTEN and NOTIFY.
 *
 * <p>Two threads of its own: one listens, on a connection that it keeps; one notifies, outside of the transactions that
 * the news is of (a notification inside them makes their commits wait for each other), all that came up meanwhile at
 * once. Nothing is repeated or waited for: whoever listens also polls. After connecting, a notification to itself shows
 * whether any arrive at all; behind a pooler that hands out connections by the transaction they do not.
 */
final class PostgresSignals implements Signals {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);
    private static final int WAIT_MILLIS = 10_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final int MOST_WAITING = 20_000;
    private static final String EVERYBODY = "*";

    private final DataSource dataSource;
    private final Transactions transactions;
    private final SignalHub hub;
    private final String channel;
    private final String sender = UUID.randomUUID().toString();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToSend = lock.newCondition();
    private final Condition closing = lock.newCondition();
    private final Thread listener = new Thread(this::listen, "jobs-signals-in");
    private final Thread notifier = new Thread(this::notifyOthers, "jobs-signals-out");
    private Set<JobSignal> waiting = new LinkedHashSet<>();
    private boolean closed;
    private volatile Optional<Connection> listening = Optional.empty();
    private volatile boolean heardOneself;

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
                            ResultSet row = statement.executeQuery("select 'jobs_' || md5(current_schema())")) {
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
            // News that nobody gets rid of is dropped: it is a hint, and the jobs can be polled.
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
            notifyOthers(connection, SignalText.write(EVERYBODY, signals));
        }
    }

    private void notifyOthers() {
        while (true) {
            final Set<JobSignal> news;
            lock.lock();
            try {
                while (waiting.isEmpty() && !closed) {
                    somethingToSend.awaitUninterruptibly();
                }
                if (closed) {
                    return;
                }
                news = waiting;
                waiting = new LinkedHashSet<>();
            } finally {
                lock.unlock();
            }
            try {
                transactions.atMostOnce("notify other processes", connection -> {
                    notifyOthers(connection, SignalText.write(sender, news));
                    return true;
                });
            } catch (final JobStoreException e) {
                LOG.debug("{} signals were not sent; the jobs will be found by polling.", news.size(), e);
            }
        }
    }

    private void notifyOthers(final Connection connection, final List<String> texts) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_notify(?, text) from unnest(cast(? as text[])) as text")) {
            statement.setString(1, channel);
            statement.setArray(2, connection.createArrayOf("text", texts.toArray()));
            statement.executeQuery().close();
        }
    }

    private void listen() {
        long pause = 100;
        while (!isClosed()) {
            final long begin = System.nanoTime();
            try (Connection connection = dataSource.getConnection()) {
                listening = Optional.of(connection);
                listenOn(connection);
            } catch (final SQLException e) {
                if (!isClosed()) {
                    LOG.debug("Lost the connection that listens for signals; jobs are found by polling.", e);
                }
            } finally {
                listening = Optional.empty();
            }
            final boolean lasted = System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(2L * WAIT_MILLIS);
            pause = lasted ? 100 : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            pauseUnlessClosed(pause);
        }
    }

    private void listenOn(final Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        final PGConnection postgres = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + channel);
        }
        heardOneself = false;
        notifyOthers(connection, List.of(sender));
        try {
            while (!isClosed()) {
                final PGNotification[] notifications = postgres.getNotifications(WAIT_MILLIS);
                if (notifications != null) {
                    hear(notifications);
                }
                if (!heardOneself) {
                    LOG.info("No signals arrive from PostgreSQL, perhaps because of a pooler in between;"
                            + " jobs are found by polling.");
                    return;
                }
            }
        } finally {
            stopListening(connection);
        }
    }

    private void hear(final PGNotification[] notifications) {
        final List<JobSignal> news = new ArrayList<>();
        for (final PGNotification notification : notifications) {
            final SignalText.Message message = SignalText.read(notification.getParameter());
            if (message.sender().equals(sender)) {
                heardOneself = true;
            } else {
                news.addAll(message.signals());
            }
        }
        hub.send(news.stream().distinct().toList());
    }

    // The connection may be somebody else's next, where it comes from a pool.
    private void stopListening(final Connection connection) {
        try {
            if (!isClosed() && !connection.isClosed()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("unlisten " + channel);
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

    private void pauseUnlessClosed(final long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
        } catch (final InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
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
        listening.ifPresent(PostgresSignals::abort);
        join(listener);
        join(notifier);
    }

    // The listener's read ends only when its connection does.
    private static void abort(final Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (final SQLException e) {
            LOG.debug("Could not abort the connection that listens.", e);
        }
    }

    private static void join(final Thread thread) {
        boolean interrupted = false;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(15));
        } catch (final InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
