package dev.jobs.store.jdbc.postgresql.signal;

import dev.jobs.JobSignal;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
    private static final String NOTIFY =
            "select pg_notify(channel, text) from unnest(cast(? as text[]), cast(? as text[])) as one (channel, text)";

    // A hint need not survive a crash; what it is of has been committed before.
    private static final String NOT_WAITING_FOR_THE_DISK =
            NOTIFY + ", set_config('synchronous_commit', 'off', true) as setting";

    private final Transactions transactions;
    private final String channel;
    private final OwnName own;
    private final OtherListeners others;
    private final SignalHub hub;
    private final UntilClosed life;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToSend = lock.newCondition();

    // Guarded by the lock.
    private Set<JobSignal> waiting = new LinkedHashSet<>();
    private boolean testWanted;
    private boolean announcementWanted;
    private boolean asking;

    // Set by the loop, and taken back by who asks for the next test.
    private volatile boolean testSent;

    /**
     * @param channel the channel of all processes
     * @param own the name of this sender
     * @param others what other processes listen to
     * @param hub the listeners of this process
     */
    OutgoingSignals(
            final Transactions transactions,
            final String channel,
            final OwnName own,
            final OtherListeners others,
            final SignalHub hub,
            final UntilClosed life) {
        this.transactions = transactions;
        this.channel = channel;
        this.own = own;
        this.others = others;
        this.hub = hub;
        this.life = life;
    }

    /**
     * Adds signals that are to be sent, if another process may listen to them; beyond a number they are dropped: each is a hint, and
     * jobs can be polled.
     */
    void add(final Collection<JobSignal> signals) {
        final List<JobSignal> wanted = others.wanted(signals);
        if (wanted.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (!life.isClosed() && waiting.size() < MOST_WAITING) {
                waiting.addAll(wanted);
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

    /** Has a test message sent to this process, and by the same statement the other processes told what this one listens to. */
    void requestTestAndAnnouncement() {
        lock.lock();
        try {
            announcementWanted = true;
            requestTest();
        } finally {
            lock.unlock();
        }
    }

    /** Has the other processes told what this one listens to. */
    void requestAnnouncement() {
        lock.lock();
        try {
            announcementWanted = true;
            somethingToSend.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The same, and has them asked what they listen to. */
    void requestAnswers() {
        lock.lock();
        try {
            asking = true;
            announcementWanted = true;
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

    /** All that is to be sent at once. */
    private record Letter(Set<JobSignal> signals, boolean test, boolean asks, Optional<String> announcement) {}

    private void sendOnce() {
        next().ifPresent(letter -> {
            send(letter);
            life.pause(PAUSE_AFTER_SENDING_MILLIS);
        });
    }

    /** Waits for something to send, and takes it; none after the close. */
    private Optional<Letter> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !testWanted && !announcementWanted && !life.isClosed()) {
                somethingToSend.awaitUninterruptibly();
            }
            if (life.isClosed()) {
                return Optional.empty();
            }
            final Letter letter = new Letter(waiting, testWanted, asking, announcement());
            waiting = new LinkedHashSet<>();
            testWanted = false;
            announcementWanted = false;
            asking = false;
            return Optional.of(letter);
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> announcement() {
        final Set<Class<? extends JobSignal>> kinds = hub.kinds();
        return announcementWanted && (asking || !kinds.isEmpty())
                ? Optional.of(SignalText.listens(own.text(), kinds, asking))
                : Optional.empty();
    }

    /** A text and its channel. */
    private record Notification(String channel, String text) {}

    private void send(final Letter letter) {
        final List<Notification> notifications = notifications(letter);
        if (notifications.isEmpty()) {
            return;
        }
        boolean sent = false;
        try {
            sent = transactions.atMostOnce("notify other processes", connection -> {
                send(connection, notifications, NOT_WAITING_FOR_THE_DISK);
                return true;
            });
        } catch (final JobStoreException e) {
            LOG.debug(
                    "{} signals were not sent; the jobs will be found by polling.",
                    letter.signals().size(),
                    e);
        } finally {
            testSent |= letter.test() && sent;
            if (letter.asks()) {
                askedOrAgain(sent);
            }
        }
    }

    private void askedOrAgain(final boolean sent) {
        if (sent) {
            others.asked();
        } else {
            requestAnswers();
        }
    }

    private List<Notification> notifications(final Letter letter) {
        final List<Notification> all = new ArrayList<>();
        if (letter.test()) {
            all.add(test());
        }
        if (!letter.signals().isEmpty()) {
            all.addAll(toAll(SignalText.write(own.text(), letter.signals())));
        }
        letter.announcement().ifPresent(text -> all.addAll(toAll(List.of(text))));
        return all;
    }

    private Notification test() {
        return new Notification(own.channel(), own.text());
    }

    private List<Notification> toAll(final List<String> texts) {
        return texts.stream().map(text -> new Notification(channel, text)).toList();
    }

    /** Sends a test message at once. */
    void sendTest(final Connection connection) throws SQLException {
        send(connection, List.of(test()), NOT_WAITING_FOR_THE_DISK);
    }

    /** Sends signals to everybody, this process included, when the transaction of this connection commits. */
    void sendWith(final Connection connection, final List<JobSignal> signals) throws SQLException {
        send(connection, toAll(SignalText.write(EVERYBODY, signals)), NOTIFY);
    }

    private static void send(final Connection connection, final List<Notification> notifications, final String sql)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            notifications.stream().map(Notification::channel).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            notifications.stream().map(Notification::text).toArray()));
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
