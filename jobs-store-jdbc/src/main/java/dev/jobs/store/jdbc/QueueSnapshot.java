package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Every thousandth job of one queue, as it was some seconds ago at most: what positions far behind are reckoned from.
 * Sixteen bytes for each thousand jobs. Safe to share between threads; one of them looks anew, the others go on with what
 * there is.
 */
final class QueueSnapshot {
    private static final int STEP = 1_000;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String queue;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Marks marks = new Marks(new int[0], new long[0], System.nanoTime() - 2 * FRESH_NANOS);

    QueueSnapshot(final String queue) {
        this.queue = queue;
    }

    /** The job at {@code i} was number {@code (i + 1) * STEP}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Marks(int[] priorities, long[] seqs, long takenAt) {
        boolean isFresh() {
            return System.nanoTime() - takenAt < FRESH_NANOS;
        }

        /** How many of the marks are ahead of this place, or the place itself. */
        int upTo(final Positions.Place place) {
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

    long position(final Connection connection, final Positions.Place place) throws SQLException {
        final Marks current = current(connection);
        final int passed = current.upTo(place);
        if (passed == 0) {
            return STEP;
        }
        final int mark = passed - 1;
        return (long) passed * STEP + between(connection, current.priorities()[mark], current.seqs()[mark], place);
    }

    private Marks current(final Connection connection) throws SQLException {
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
        int size = 0;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, queue);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (size == seqs.length) {
                        priorities = Arrays.copyOf(priorities, 2 * size);
                        seqs = Arrays.copyOf(seqs, 2 * size);
                    }
                    priorities[size] = row.getInt(1);
                    seqs[size] = row.getLong(2);
                    size++;
                }
            }
        }
        return new Marks(Arrays.copyOf(priorities, size), Arrays.copyOf(seqs, size), begin);
    }

    /** How many jobs are behind the mark up to the place, the place included; up to a thousand of each of three kinds. */
    private long between(
            final Connection connection, final int markPriority, final long markSeq, final Positions.Place place)
            throws SQLException {
        if (markPriority == place.priority()) {
            return count(connection, "priority = ? and seq > ? and seq <= ?", markPriority, markSeq, place.seq());
        }
        return count(connection, "priority = ? and seq > ?", markPriority, markSeq)
                + count(connection, "priority < ? and priority > ?", markPriority, place.priority())
                + count(connection, "priority = ? and seq <= ?", place.priority(), place.seq());
    }

    private long count(final Connection connection, final String condition, final Number... values)
            throws SQLException {
        final String sql = """
                select count(*) from (
                    select 1 from jobs_job where status = 'pending' and due = true and queue = ? and %s
                    limit %d) as counted""".formatted(condition, STEP);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, queue);
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Integer number) {
                    select.setInt(i + 2, number);
                } else {
                    select.setLong(i + 2, values[i].longValue());
                }
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
