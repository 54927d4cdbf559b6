package dev.jobs.store.jdbc.postgresql.signal;

import dev.jobs.JobSignal;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.connection.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that wait to be sent to other processes, and the loop that sends them: all that came up meanwhile at once,
 * outside of the transactions that they are of (a notification inside them makes their commits wait for each other). Safe to
 * share between threads.
 */
final class OutgoingSignals {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingSignals.class);
    private static final long PAUSE_AFTER_SENDING_MILLIS = 5;
    private static final int MOST_WAITING = 20_000;
    private static final String EVERYBODY = "*";
    private static final String NOTIFY = "select pg_notify(?, text) from unnest(cast(? as text[])) as text";

    // A hint need not survive a crash; what it is of has been committed before.
    private static final String NOT_WAITING_FOR_THE_DISK =
            NOTIFY + ", set_config('synchronous_commit', 'off', true) as setting";

    private final Transactions transactions;
    private final String channel;
    private final OwnName own;
    private final UntilClosed life;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToSend = lock.newCondition();

    // Guarded by the lock.
    private Set<JobSignal> waiting = new LinkedHashSet<>();
    private boolean testWanted;

    // Set by the loop, and taken back by who asks for the next test.
    private volatile boolean testSent;

    /**
     * @param channel the channel of all processes
     * @param own the name of this sender
     */
    OutgoingSignals(final Transactions transactions, final String channel, final OwnName own, final UntilClosed life) {
        this.transactions = transactions;
        this.channel = channel;
        this.own = own;
        this.life = life;
    }

    /** Adds signals that are to be sent; beyond a number they are dropped: each is a hint, and jobs can be polled. */
    void add(final Collection<JobSignal> signals) {
        lock.lock();
        try {
            if (!life.isClosed() && waiting.size() < MOST_WAITING) {
                waiting.addAll(signals);
                somethingToSend.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has a test message sent to this process. */
    void requestTest() {
        lock.lock();
        try {
            testWanted = true;
            testSent = false;
            somethingToSend.signal();
        } finally {
            lock.unlock();
        }
    }

    /** True if the test message that was asked for last has been sent. */
    boolean hasSentTest() {
        return testSent;
    }

    /** Sends until the close. */
    void sendAll() {
        life.repeat(this::sendOnce);
    }

    private void sendOnce() {
        final Set<JobSignal> signals;
        final boolean sendTest;
        lock.lock();
        try {
            while (waiting.isEmpty() && !testWanted && !life.isClosed()) {
                somethingToSend.awaitUninterruptibly();
            }
            if (life.isClosed()) {
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
                    sendTest(connection);
                }
                if (!signals.isEmpty()) {
                    send(connection, channel, SignalText.write(own.text(), signals), NOT_WAITING_FOR_THE_DISK);
                }
                return true;
            });
            if (sendTest) {
                testSent = true;
            }
        } catch (final JobStoreException e) {
            LOG.debug("{} signals were not sent; the jobs will be found by polling.", signals.size(), e);
        }
        life.pause(PAUSE_AFTER_SENDING_MILLIS);
    }

    /** Sends a test message at once. */
    void sendTest(final Connection connection) throws SQLException {
        send(connection, own.channel(), List.of(own.text()), NOT_WAITING_FOR_THE_DISK);
    }

    /** Sends signals to everybody, this process included, when the transaction of this connection commits. */
    void sendWith(final Connection connection, final List<JobSignal> signals) throws SQLException {
        send(connection, channel, SignalText.write(EVERYBODY, signals), NOTIFY);
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

    /** Lets the loop see that it is closed. */
    void wake() {
        lock.lock();
        try {
            somethingToSend.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
