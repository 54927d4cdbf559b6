package dev.jobs.store.jdbc.postgresql.signal;

import dev.jobs.JobSignal;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of other processes: a loop that receives them on a connection that it keeps.
 *
 * <p>Every {@value #WAIT_MILLIS} milliseconds a test message is sent to this loop, on a channel of its own, together with what this process
 * listens to ({@link TestMessages}). If it does not arrive, the connection is dead without saying so, or a pooler in between hands out
 * connections by the transaction. The loop listens on the shared
 * channel only after it has received its own test message: behind a pooler the signals of others would reach a connection
 * that is somebody else's by then, and nobody would read them.
 */
final class IncomingSignals {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingSignals.class);
    private static final long WAIT_MILLIS = 20_000;
    private static final long WAIT_FOR_ECHO_MILLIS = 5_000;
    private static final int FIRST_WAIT_MILLIS = 20;
    private static final long PAUSE_AFTER_SILENCE_MILLIS = 30_000;

    private final DataSource dataSource;
    private final SignalHub hub;
    private final String channel;
    private final OwnName own;
    private final OutgoingSignals outgoing;
    private final OtherListeners others;
    private final TestMessages tests;
    private final UntilClosed life;

    // Set by the loop.
    private volatile Optional<Connection> listening = Optional.empty();
    private volatile boolean silenceLogged;

    // Set by who closes.
    private volatile boolean aborted;

    /**
     * The channels that are listened on.
     *
     * @param all that of all processes
     * @param own the name under which this one sends, with a channel of its own
     */
    record Channels(String all, OwnName own) {}

    /**
     * @param dataSource gives the connection to listen on
     * @param others gets to know what other processes listen to
     * @param tests gets to know whether test messages arrive
     */
    IncomingSignals(
            final DataSource dataSource,
            final SignalHub hub,
            final Channels channels,
            final OutgoingSignals outgoing,
            final OtherListeners others,
            final TestMessages tests,
            final UntilClosed life) {
        this.dataSource = dataSource;
        this.hub = hub;
        this.channel = channels.all();
        this.own = channels.own();
        this.outgoing = outgoing;
        this.others = others;
        this.tests = tests;
        this.life = life;
    }

    /** Receives until the close. */
    void receiveAll() {
        life.repeat(this::listenOnce);
    }

    private void listenOnce() {
        long pause = PAUSE_AFTER_SILENCE_MILLIS;
        try (Connection connection = dataSource.getConnection()) {
            listening = Optional.of(connection);
            listenOn(connection);
        } catch (final SQLException e) {
            pause = UntilClosed.PAUSE_AFTER_LOSS_MILLIS;
            if (!life.isClosed()) {
                LOG.debug("Lost the connection that listens for signals; jobs are found by polling.", e);
            }
        } finally {
            listening = Optional.empty();
        }
        life.pause(pause);
    }

    /** Listens until nothing arrives any more, not even a test message. */
    private void listenOn(final Connection connection) throws SQLException {
        final boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        final PGConnection postgres = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + own.channel());
            if (receivesTest(postgres)) {
                statement.execute("listen " + channel);
                others.hears();
                tests.listens();
                outgoing.requestAnswers();
                do {
                    tests.asked();
                    outgoing.requestTestAndAnnouncement();
                    receiveForAWhile(postgres);
                } while (tests.isReceived() && !life.isClosed());
            }
            if (!life.isClosed() && !silenceLogged) {
                silenceLogged = true;
                LOG.info("No signals arrive from PostgreSQL, {}; jobs are found by polling.", reasonOfSilence());
            }
        } finally {
            others.hearsNoMore();
            tests.listensNoMore();
            stopListening(connection);
        }
        connection.setAutoCommit(autoCommit);
    }

    private String reasonOfSilence() {
        return outgoing.hasSentTest()
                ? "although they are sent, perhaps because of a pooler in between"
                : "since no connection to send them was free while one listened: the pool may have too few, or the database"
                        + " may be slow";
    }

    private boolean receivesTest(final PGConnection postgres) throws SQLException {
        tests.asked();
        outgoing.requestTest();
        final long begin = System.nanoTime();
        while (!tests.isReceived()
                && !life.isClosed()
                && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(WAIT_FOR_ECHO_MILLIS)) {
            receive(postgres, FIRST_WAIT_MILLIS);
        }
        return tests.isReceived();
    }

    private void receiveForAWhile(final PGConnection postgres) throws SQLException {
        final long begin = System.nanoTime();
        long left = WAIT_MILLIS;
        while (left > 0 && !life.isClosed()) {
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
        final Set<JobSignal> signals = new LinkedHashSet<>();
        for (final PGNotification notification : notifications) {
            final String text = notification.getParameter();
            if (SignalText.sender(text).equals(own.text())) {
                tests.received();
                silenceLogged = false;
            } else {
                signals.addAll(SignalText.signals(text));
                others.listen(SignalText.listensTo(text));
                if (SignalText.asks(text)) {
                    outgoing.requestAnnouncement();
                }
            }
        }
        hub.send(List.copyOf(signals));
    }

    // The connection may be somebody else's next, where it comes from a pool.
    private void stopListening(final Connection connection) {
        try {
            if (!aborted && !connection.isClosed()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("unlisten " + channel);
                    statement.execute("unlisten " + own.channel());
                }
            }
        } catch (final SQLException e) {
            LOG.debug("Could not stop listening on a connection.", e);
        }
    }

    /** Lets the loop see that it is closed: nothing else ends its wait but the loss of its connection. */
    void wake() {
        if (listening.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            final boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            outgoing.sendTest(connection);
            connection.setAutoCommit(autoCommit);
        } catch (final SQLException | RuntimeException e) {
            LOG.debug("Could not wake the thread that listens for signals.", e);
        }
    }

    /** Ends the connection, and with it the wait for a notification. */
    void abort() {
        aborted = true;
        listening.ifPresent(connection -> {
            try {
                connection.abort(Runnable::run);
            } catch (final SQLException e) {
                LOG.debug("Could not abort the connection that listens.", e);
            }
        });
    }
}
