package dev.jobs.store.jdbc.table;

import java.util.Comparator;

/** The place of a job: within its queue first by priority, the higher first, then by turn, then in the order of submission. */
public record QueuePlace(String queue, int priority, long turn, long seq) {
    /** The order of the jobs of one queue, by their columns. */
    public static final String ORDER = "priority desc, turn, seq";

    /** The order of places in one queue: that of {@link #ORDER}. */
    public static final Comparator<QueuePlace> IN_QUEUE = Comparator.comparingInt(QueuePlace::priority)
            .reversed()
            .thenComparingLong(QueuePlace::turn)
            .thenComparingLong(QueuePlace::seq);

    /** The order of the jobs of one queue, by the columns of the table that has this alias. */
    public static String order(final String alias) {
        return alias + ".priority desc, " + alias + ".turn, " + alias + ".seq";
    }

    /** True if this place, in the same queue as another, is before it or the same. */
    public boolean isUpTo(final QueuePlace other) {
        return IN_QUEUE.compare(this, other) <= 0;
    }
}
