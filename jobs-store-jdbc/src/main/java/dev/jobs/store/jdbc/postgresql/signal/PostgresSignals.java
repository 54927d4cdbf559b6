package dev.jobs.store.jdbc.postgresql.signal;

import dev.jobs.JobSignal;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Signals;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Exchanges signals between processes by LISTEN and NOTIFY. Safe to share between threads.
 *
 * <p>Two threads of its own: one receives ({@link IncomingSignals}), one sends ({@link OutgoingSignals}). Nothing is repeated or
 * waited for: whoever receives signals also polls.
 */
public final class PostgresSignals implements Signals {
    private static final long WAIT_FOR_LISTENER_MILLIS = 1_000;
    private static final long WAIT_FOR_THREAD_MILLIS = 15_000;

    /** The query of the shared channel: one for each schema that has the tables, whatever search path leads there. */
    static final String CHANNEL = """
            select 'jobs_' || md5(coalesce((
                select cast(n.nspname as text) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.oid = to_regclass('jobs_job')), current_schema(), ''))""";

    private final UntilClosed life = new UntilClosed();
    private final TestMessages tests;
    private final OutgoingSignals outgoing;
    private final IncomingSignals incoming;
    private final Thread listener;
    private final Thread notifier;

    private PostgresSignals(
            final DataSource dataSource, final Transactions transactions, final SignalHub hub, final String channel) {
        final OwnName own = OwnName.random();
        final OtherListeners others = new OtherListeners(transactions.ticker());
        this.tests = new TestMessages(transactions.ticker());
        this.outgoing = new OutgoingSignals(transactions, channel, own, others, hub, life);
        this.incoming = new IncomingSignals(
                dataSource, hub, new IncomingSignals.Channels(channel, own), outgoing, others, tests, life);
        this.listener = new Thread(incoming::receiveAll, "jobs-signals-in");
        this.notifier = new Thread(
                () -> {
                    outgoing.sendAll();
                    incoming.wake();
                },
                "jobs-signals-out");
    }

    /**
     * Begins to exchange signals.
     *
     * @param dataSource gives the connection to listen on
     * @param hub the listeners of this process
     */
    public static Signals start(final DataSource dataSource, final Transactions transactions, final SignalHub hub) {
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
        outgoing.add(signals);
    }

    @Override
    public void sendWith(final Connection connection, final List<JobSignal> signals) throws SQLException {
        if (!signals.isEmpty()) {
            outgoing.sendWith(connection, signals);
        }
    }

    @Override
    public boolean areSentByCommits() {
        return true;
    }

    @Override
    public OptionalLong arrivingSince() {
        return tests.arrivingSince();
    }

    @Override
    public void subscribed() {
        outgoing.requestAnnouncement();
    }

    @Override
    public void close() {
        life.close();
        outgoing.wake();
        join(listener, WAIT_FOR_LISTENER_MILLIS);
        if (listener.isAlive()) {
            incoming.abort();
            // Either may wait for a connection.
            listener.interrupt();
            notifier.interrupt();
        }
        join(listener, WAIT_FOR_THREAD_MILLIS);
        join(notifier, WAIT_FOR_THREAD_MILLIS);
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
