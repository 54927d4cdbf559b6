package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Every {@value #STEP}th job of one queue, as it was some seconds ago at most: what is reckoned from far behind. To look
 * anew takes longer the longer the queue is, so that it is done the less often: the queue is looked at for a tenth of the
 * time at most.
 *
 * <p>Safe to share between threads; one of them looks anew, the others go on with what there is.
 */
final class QueueSnapshot {
    static final int STEP = 25;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final int COST_FACTOR = 10;

    private final String queue;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Marks marks = new Marks(new int[0], new long[0], System.nanoTime());

    QueueSnapshot(final String queue) {
        this.queue = queue;
    }

    /** The job of mark {@code i} was number {@code (i + 1) * STEP}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Marks(int[] priorities, long[] seqs, long staleAt) {
        private boolean isFresh() {
            return System.nanoTime() - staleAt < 0;
        }

        int priority(final int mark) {
            return priorities[mark];
        }

        long seq(final int mark) {
            return seqs[mark];
        }

        /** How many of the marks are ahead of this place, or the place itself. */
        int upTo(final QueuePlace place) {
            int from = 0;
            int to = seqs.length;
            while (from < to) {
                final int middle = (from + to) >>> 1;
                if (priorities[middle] > place.priority()
                        || (priorities[middle] == place.priority() && seqs[middle] <= place.seq())) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }

    Marks current(final Connection connection) throws SQLException {
        if (marks.isFresh()) {
            return marks;
        }
        if (marks.seqs().length > 0 && !refreshing.tryLock()) {
            return marks;
        }
        if (!refreshing.isHeldByCurrentThread()) {
            refreshing.lock();
        }
        try {
            if (!marks.isFresh()) {
                marks = look(connection);
            }
            return marks;
        } finally {
            refreshing.unlock();
        }
    }

    private Marks look(final Connection connection) throws SQLException {
        final long begin = System.nanoTime();
        final String sql = """
                select priority, seq from (
                    select priority, seq, row_number() over (order by priority desc, seq) as place
                    from jobs_job
                    where status = 'pending' and due = true and queue = ?) as waiting
                where mod(place, %d) = 0
                order by place""".formatted(STEP);
        int[] priorities = new int[64];
        long[] seqs = new long[64];
        int count = 0;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, queue);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (count == seqs.length) {
                        priorities = Arrays.copyOf(priorities, 2 * count);
                        seqs = Arrays.copyOf(seqs, 2 * count);
                    }
                    priorities[count] = row.getInt(1);
                    seqs[count] = row.getLong(2);
                    count++;
                }
            }
        }
        final long cost = System.nanoTime() - begin;
        final long staleAt = begin + Math.max(FRESH_NANOS, Math.min(OLDEST_NANOS, COST_FACTOR * cost));
        return new Marks(Arrays.copyOf(priorities, count), Arrays.copyOf(seqs, count), staleAt);
    }
}
