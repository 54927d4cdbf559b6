package dev.jobs.store.memory;

import dev.jobs.JobId;
import java.util.Comparator;

/**
 * The place of a job among those that have ended, the first end first.
 *
 * @param finishedAt the microsecond of its end
 * @param id its id
 */
record EndPlace(long finishedAt, JobId id) implements Comparable<EndPlace> {
    private static final Comparator<EndPlace> ORDER =
            Comparator.comparingLong(EndPlace::finishedAt).thenComparing(EndPlace::id);

    static EndPlace of(final Entry entry) {
        return new EndPlace(entry.finishedAt, entry.id);
    }

    @Override
    public int compareTo(final EndPlace other) {
        return ORDER.compare(this, other);
    }
}
