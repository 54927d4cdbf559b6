package dev.jobs.store.jdbc.database;

import dev.jobs.JobSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** The exchange of signals with other processes. Safe to share between threads. */
public interface Signals extends AutoCloseable {
    /** Tells other processes, soon, of changes that were committed. */
    void send(List<JobSignal> signals);

    /** Tells other processes, and this one, when the transaction of this connection commits. */
    void sendWith(Connection connection, List<JobSignal> signals) throws SQLException;

    /** True if {@link #sendWith} tells this process, when the transaction commits. */
    boolean areSentByCommits();

    /** The moment of the monotonic clock since which the signals of other processes are known to arrive; empty: they may not. */
    OptionalLong arrivingSince();

    /** Somebody in this process has begun to listen: other processes are to know of it. */
    void subscribed();

    @Override
    void close();

    /** No signals, for databases that have none: other processes poll. */
    static Signals none() {
        return new Signals() {
            @Override
            public void send(final List<JobSignal> signals) {}

            @Override
            public void sendWith(final Connection connection, final List<JobSignal> signals) {}

            @Override
            public boolean areSentByCommits() {
                return false;
            }

            @Override
            public OptionalLong arrivingSince() {
                return OptionalLong.empty();
            }

            @Override
            public void subscribed() {}

            @Override
            public void close() {}
        };
    }
}
