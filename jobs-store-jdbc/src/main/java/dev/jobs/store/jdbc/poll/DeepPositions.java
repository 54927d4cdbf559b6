package dev.jobs.store.jdbc.poll;

import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.Gap;
import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Computes positions far behind the front of a queue, at a cost that does not grow with the queue. Safe to share between threads.
 *
 * <h2>How it works</h2>
 *
 * <p>To count the jobs ahead of a job takes as long as there are. A {@link QueueSnapshot} remembers every
 * {@value QueueSnapshot#STEP}rd job of the queue, a mark. The position of a job is the number of the last mark ahead of it, plus the
 * jobs between the two, which the database counts along its index. An example with every third job as a mark, of jobs that are
 * named by their numbers:
 *
 * <pre>
 *   snapshot:   11 12 [13] 14 15 [16] 17 18 [19] 20         marks 13, 16, 19 at positions 3, 6, 9
 *   position of 18:   last mark ahead is 16, the 6th; between them is 17, then 18 itself: 6 + 2 = 8
 *   position of 21, submitted since: last mark is 19, the 9th; behind it come 20 and 21: 9 + 2 = 11
 * </pre>
 *
 * <h2>What keeps it right</h2>
 *
 * <ul>
 *   <li>Jobs ahead that have left since the snapshot make a position too large for some seconds, until the next one.
 *   <li>Between two marks no more is counted than was there: jobs that have come since, of a higher priority or committed late,
 *       count with the next snapshot, for all jobs behind them at once. So positions in one queue are in its order.
 *   <li>Behind the last mark at most {@value PollQuery#EXACT} are counted.
 *   <li>A position is never within the first {@value PollQuery#EXACT}, which are counted exactly by the {@link PollQuery}.
 * </ul>
 *
 * <p>The size of a queue is the position of a place behind all its jobs.
 */
final class DeepPositions {
    private static final long BEHIND_THE_FRONT = PollQuery.EXACT + 1L;

    private final Database database;
    private final Transactions transactions;
    private final Map<String, QueueSnapshot> snapshots = new ConcurrentHashMap<>();

    DeepPositions(final Database database, final Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** A position of more than {@value PollQuery#EXACT}, and the size of the queue. */
    record DeepPlace(long position, long queueSize) {}

    Map<QueuePlace, DeepPlace> find(final Connection connection, final Collection<QueuePlace> places)
            throws SQLException {
        if (places.isEmpty()) {
            return Map.of();
        }
        final Set<QueuePlace> wanted = new LinkedHashSet<>(places);
        places.forEach(place -> wanted.add(endOf(place.queue())));
        final List<Remainder> gaps = new ArrayList<>(wanted.size());
        for (final QueuePlace place : wanted) {
            gaps.add(new Remainder(place, marks(connection, place.queue())));
        }
        final List<Long> counts =
                database.count(connection, gaps.stream().map(Remainder::gap).toList());
        final Map<QueuePlace, Long> positions = new HashMap<>();
        for (int i = 0; i < gaps.size(); i++) {
            positions.put(
                    gaps.get(i).place(), Math.max(BEHIND_THE_FRONT, gaps.get(i).before() + counts.get(i)));
        }
        final Map<QueuePlace, DeepPlace> found = new HashMap<>();
        for (final QueuePlace place : places) {
            final long position = positions.getOrDefault(place, BEHIND_THE_FRONT);
            final long size = positions.getOrDefault(endOf(place.queue()), BEHIND_THE_FRONT);
            found.put(place, new DeepPlace(position, Math.max(position, size)));
        }
        return found;
    }

    /** The {@linkplain QueueSnapshot#current marks} of a queue. */
    QueueOrder marks(final Connection connection, final String queue) throws SQLException {
        return snapshots
                .computeIfAbsent(queue, name -> new QueueSnapshot(name, transactions, this::costOfSnapshots))
                .current(connection);
    }

    private long costOfSnapshots() {
        return snapshots.values().stream().mapToLong(QueueSnapshot::cost).sum();
    }

    /** A place behind all jobs of the queue: its position is the queue's size. */
    private static QueuePlace endOf(final String queue) {
        return new QueuePlace(queue, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** The jobs between the last mark ahead of a place and the place itself. */
    private record Remainder(QueuePlace place, QueueOrder marks, int passed) {
        Remainder(final QueuePlace place, final QueueOrder marks) {
            this(place, marks, marks.upTo(place));
        }

        long before() {
            return (long) passed * QueueSnapshot.STEP;
        }

        Gap gap() {
            final QueuePlace mark = passed == 0
                    ? new QueuePlace(place.queue(), Integer.MAX_VALUE, 0, 0)
                    : marks.place(place.queue(), passed - 1);
            return new Gap(mark, place, most());
        }

        /** The most jobs it can have: those before another mark that have come since are for the next snapshot to tell. */
        private int most() {
            return passed < marks.size() ? QueueSnapshot.STEP - 1 : PollQuery.EXACT;
        }
    }
}
