package dev.jobs.store.jdbc;

import dev.jobs.JobSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** How other processes are told of jobs. */
interface Signals extends AutoCloseable {
    /** Tells them, soon, of what was committed. */
    void send(List<JobSignal> signals);

    /** Tells them, and this process, when the transaction of this connection commits. */
    void sendWith(Connection connection, List<JobSignal> signals) throws SQLException;

    @Override
    void close();

    /** For databases that cannot: other processes poll. */
    static Signals none() {
        return new Signals() {
            @Override
            public void send(final List<JobSignal> signals) {}

            @Override
            public void sendWith(final Connection connection, final List<JobSignal> signals) {}

            @Override
            public void close() {}
        };
    }
}
