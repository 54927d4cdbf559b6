package dev.jobs.store.jdbc.postgresql.signal;

/** The channel of signals, for tests in other packages. */
public final class SignalChannel {
    private SignalChannel() {}

    /** The query that tells its name. */
    public static String query() {
        return PostgresSignals.CHANNEL;
    }
}
