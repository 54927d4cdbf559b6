package dev.jobs.store.jdbc.poll;

import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot of one queue: every {@value #STEP}rd of its jobs, a mark, as it was some seconds ago at most. {@link DeepPositions}
 * computes positions far behind from it. Safe to share between threads.
 *
 * <p>Longer queues take longer to read, and are read less often: all together for a tenth of the time at most, unless each would be
 * read more than six seconds apart. While there are marks that are not too old, nobody waits for newer ones: they are read on a thread that
 * is started for it and ends with it, on a connection of its own.
 */
final class QueueSnapshot {
    /** A prime number, so that jobs that were submitted in a pattern of types do not all lie beside the marks. */
    static final int STEP = 23;

    private static final Logger LOG = LoggerFactory.getLogger(QueueSnapshot.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int COST_FACTOR = 10;

    private final String queue;
    private final Transactions transactions;
    private final LongSupplier costOfAll;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Reading last;
    private volatile long cost;

    /** @param costOfAll the nanoseconds that reading each of the process's queues once takes, this one included */
    QueueSnapshot(final String queue, final Transactions transactions, final LongSupplier costOfAll) {
        this.queue = queue;
        this.transactions = transactions;
        this.costOfAll = costOfAll;
        final long now = now();
        this.last = new Reading(QueueOrder.EMPTY, now, now);
    }

    /** A reading of the queue, and until when it is good. */
    private record Reading(QueueOrder order, long staleAt, long tooOldAt) {
        boolean isFresh(final long now) {
            return now - staleAt < 0;
        }

        boolean isTooOld(final long now) {
            return now - tooOldAt >= 0;
        }
    }

    private long now() {
        return transactions.ticker().getAsLong();
    }

    /** The nanoseconds that the last reading has taken. */
    long cost() {
        return cost;
    }

    /** The marks: that of index {@code i} was number {@code (i + 1) * STEP}. */
    QueueOrder current(final Connection connection) throws SQLException {
        final Reading known = last;
        if (known.isFresh(now())) {
            return known.order();
        }
        if (known.isTooOld(now())) {
            return refreshed(connection);
        }
        if (reading.compareAndSet(false, true)) {
            startReading();
        }
        return known.order();
    }

    private void startReading() {
        boolean started = false;
        try {
            final Thread thread = new Thread(this::readMeanwhile, "jobs-snapshot");
            thread.setDaemon(true);
            thread.start();
            started = true;
        } catch (final OutOfMemoryError e) { // there is no thread to be had
            LOG.debug("Could not read queue \"{}\" meanwhile; a poll does when its snapshot is too old.", queue, e);
        } finally {
            if (!started) {
                reading.set(false);
            }
        }
    }

    private void readMeanwhile() {
        try {
            transactions.statement("read a queue", this::refreshed);
        } catch (final RuntimeException | Error e) { // no caller could be told
            LOG.debug("Could not read queue \"{}\"; the next poll does.", queue, e);
        } finally {
            reading.set(false);
        }
    }

    private QueueOrder refreshed(final Connection connection) throws SQLException {
        refreshing.lock();
        try {
            if (!last.isFresh(now())) {
                last = read(connection);
            }
            return last.order();
        } finally {
            refreshing.unlock();
        }
    }

    private Reading read(final Connection connection) throws SQLException {
        final long begin = now();
        final String sql = String.format(Locale.ROOT, """
                select priority, turn, seq, type from (
                    select priority, turn, seq, type, row_number() over (order by %2$s) as place
                    from jobs_job
                    where status = 'pending' and due = true and queue = ?) as waiting
                where mod(place, %1$d) = 0
                order by place""", STEP, QueuePlace.ORDER);
        final QueueOrder order;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, queue);
            try (ResultSet row = select.executeQuery()) {
                order = QueueOrder.read(row);
            }
        }
        cost = now() - begin;
        final long staleAt = begin + Math.max(FRESH_NANOS, Math.min(STALE_NANOS, COST_FACTOR * costOfAll.getAsLong()));
        return new Reading(order, staleAt, staleAt + Math.max(GRACE_NANOS, 2 * cost));
    }
}
