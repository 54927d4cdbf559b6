package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Every {@value #STEP}rd job of one queue, as it was some seconds ago at most: what is reckoned from far behind. To look
 * anew takes longer the longer the queue is, so that it is done the less often: the queue is looked at for a tenth of the
 * time at most.
 *
 * <p>Safe to share between threads; one of them looks anew, the others go on with what there is.
 */
final class QueueSnapshot {
    /** A prime number, so that jobs that were submitted in a pattern of types do not all lie beside the marks. */
    static final int STEP = 23;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final int COST_FACTOR = 10;

    private final String queue;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Marks marks = new Marks(QueueOrder.EMPTY, System.nanoTime());

    QueueSnapshot(final String queue) {
        this.queue = queue;
    }

    private record Marks(QueueOrder order, long staleAt) {
        boolean isFresh() {
            return System.nanoTime() - staleAt < 0;
        }
    }

    /** The marks: that of index {@code i} was number {@code (i + 1) * STEP}. */
    QueueOrder current(final Connection connection) throws SQLException {
        if (marks.isFresh()) {
            return marks.order();
        }
        if (marks.order().size() > 0 && !refreshing.tryLock()) {
            return marks.order();
        }
        if (!refreshing.isHeldByCurrentThread()) {
            refreshing.lock();
        }
        try {
            if (!marks.isFresh()) {
                marks = look(connection);
            }
            return marks.order();
        } finally {
            refreshing.unlock();
        }
    }

    private Marks look(final Connection connection) throws SQLException {
        final long begin = System.nanoTime();
        final String sql = """
                select priority, seq, type from (
                    select priority, seq, type, row_number() over (order by priority desc, seq) as place
                    from jobs_job
                    where status = 'pending' and due = true and queue = ?) as waiting
                where mod(place, %d) = 0
                order by place""".formatted(STEP);
        final QueueOrder order;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, queue);
            try (ResultSet row = select.executeQuery()) {
                order = QueueOrder.read(row);
            }
        }
        final long cost = System.nanoTime() - begin;
        final long staleAt = begin + Math.max(FRESH_NANOS, Math.min(OLDEST_NANOS, COST_FACTOR * cost));
        return new Marks(order, staleAt);
    }
}
