package dev.jobs.store.jdbc.operations;

import dev.jobs.store.operations.JobCount;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The counts that ended at their bound, by their conditions: a moment later they would most likely end there again, so for some
 * seconds they are told once more, with the time at which they were made. Safe to share between threads.
 */
final class FullCounts {
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier ticker;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    FullCounts(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    private record Kept(Map<Lane, JobCount> counts, long at) {}

    /** The count of this condition, if it ended at its bound a moment ago. */
    Optional<Map<Lane, JobCount>> of(final String condition) {
        return Optional.ofNullable(kept.get(condition))
                .filter(last -> ticker.getAsLong() - last.at() < KEPT_NANOS)
                .map(Kept::counts);
    }

    /** Keeps a count that has ended at its bound. */
    void keep(final String condition, final Map<Lane, JobCount> counts) {
        kept.put(condition, new Kept(Map.copyOf(counts), ticker.getAsLong()));
    }
}
