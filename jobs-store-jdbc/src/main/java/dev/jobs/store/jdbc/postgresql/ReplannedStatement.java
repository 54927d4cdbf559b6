package dev.jobs.store.jdbc.postgresql;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A statement that PostgreSQL plans once and then keeps the plan of. One that was made while the table was small may read
 * all of it, which takes long when the table has grown, until the server takes its statistics again, a minute later. So after
 * a run that took suspiciously long the text is another one: that is a new statement, with a plan of its own.
 *
 * <p>Safe to share between threads.
 */
final class ReplannedStatement {
    private static final long SUSPICIOUS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A slow server is not to plan all the time besides. */
    private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String sql;
    private final LongSupplier ticker;
    private volatile Text current;

    /**
     * @param sql its text
     * @param ticker monotonic nanoseconds
     */
    ReplannedStatement(final String sql, final LongSupplier ticker) {
        this.sql = sql;
        this.ticker = ticker;
        this.current = new Text(0, sql, ticker.getAsLong() - TRIAL_NANOS);
    }

    private record Text(int number, String sql, long since) {}

    String sql() {
        return current.sql();
    }

    /** Notes how long a run took. */
    void took(final long nanos) {
        final long now = ticker.getAsLong();
        final Text last = current;
        if (nanos >= SUSPICIOUS_NANOS && now - last.since() >= TRIAL_NANOS) {
            final int number = last.number() + 1;
            current = new Text(number, sql + "\n-- plan " + number, now);
        }
    }
}
