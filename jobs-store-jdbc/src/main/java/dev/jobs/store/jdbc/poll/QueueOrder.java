package dev.jobs.store.jdbc.poll;

import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Some jobs of one queue in the order in which they start, and of what type each is. Does not change. */
final class QueueOrder {
    static final QueueOrder EMPTY = new QueueOrder(new int[0], new long[0], new long[0], Map.of());

    private final int[] priorities;
    private final long[] turns;
    private final long[] seqs;
    private final Map<String, Indices> byType;

    private QueueOrder(
            final int[] priorities, final long[] turns, final long[] seqs, final Map<String, Indices> byType) {
        this.priorities = priorities;
        this.turns = turns;
        this.seqs = seqs;
        this.byType = byType;
    }

    /** Reads the rows that are left: priority, turn, number and type of each, in their order. */
    static QueueOrder read(final ResultSet row) throws SQLException {
        int[] priorities = new int[64];
        long[] turns = new long[64];
        long[] seqs = new long[64];
        final Map<String, Indices> byType = new HashMap<>();
        int count = 0;
        while (row.next()) {
            if (count == seqs.length) {
                priorities = Arrays.copyOf(priorities, 2 * count);
                turns = Arrays.copyOf(turns, 2 * count);
                seqs = Arrays.copyOf(seqs, 2 * count);
            }
            priorities[count] = row.getInt(1);
            turns[count] = row.getLong(2);
            seqs[count] = row.getLong(3);
            byType.computeIfAbsent(row.getString(4), type -> new Indices()).add(count);
            count++;
        }
        return new QueueOrder(
                Arrays.copyOf(priorities, count), Arrays.copyOf(turns, count), Arrays.copyOf(seqs, count), byType);
    }

    int size() {
        return seqs.length;
    }

    /** The place of one of these, in this queue. */
    QueuePlace place(final String queue, final int index) {
        return new QueuePlace(queue, priorities[index], turns[index], seqs[index]);
    }

    /** The number of these that are ahead of this place, or the place itself. */
    int upTo(final QueuePlace place) {
        int from = 0;
        int to = seqs.length;
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (place(place.queue(), middle).isUpTo(place)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    Set<String> types() {
        return byType.keySet();
    }

    /** The number of jobs of this type among those from one index to before another. */
    int count(final String type, final int from, final int to) {
        final Indices indices = byType.get(type);
        return indices == null || from >= to ? 0 : indices.below(to) - indices.below(from);
    }

    /** Numbers in rising order. */
    private static final class Indices {
        private int[] sorted = new int[8];
        private int size;

        void add(final int index) {
            if (size == sorted.length) {
                sorted = Arrays.copyOf(sorted, 2 * size);
            }
            sorted[size] = index;
            size++;
        }

        int below(final int index) {
            final int found = Arrays.binarySearch(sorted, 0, size, index);
            return found >= 0 ? found : -found - 1;
        }
    }
}
