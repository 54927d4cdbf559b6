package dev.jobs;

/** The right to hear a store's signals, until it is closed. Safe to share between threads. */
public interface Subscription extends AutoCloseable {
    /** Ends it: no call of the listener begins after this returns. A second close does nothing. */
    @Override
    void close();
}
