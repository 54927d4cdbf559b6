package dev.jobs.store.jdbc.postgresql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Up to where the lanes have been claimed, for as long as it pays to know. While somewhere a transaction keeps an old
 * snapshot, PostgreSQL keeps the index entries of all jobs that were claimed since, and each claim reads them again before
 * it comes to the first job that waits. A claim that has read many such entries leaves floors behind: later claims begin
 * there.
 *
 * <p>What a floor leaves out, a job that waits again or was committed late, would take its place too late. So floors are
 * forgotten when this process hands a job back, and after a time that is short, but so long that the next claim without
 * them takes a small part of it. Safe to share between threads.
 */
final class ClaimStarts {
    /** As many entries are read in a few milliseconds. */
    static final long MANY_ENTRIES = 10_000;

    private static final long COST_FACTOR = 10;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    // Guarded by this, as all below.
    private Known known = new Known(Map.of());
    private long forgetAt = System.nanoTime();

    /** What waits in one queue for one type. */
    record Lane(String queue, String type) {}

    /** A place in a lane: that of the last job that was claimed there. */
    record Floor(Lane lane, int priority, long seq) {
        boolean isBehind(final Floor other) {
            return priority == other.priority ? seq > other.seq : priority < other.priority;
        }
    }

    /** Floors as they were known at a moment; each is one of its kind. */
    static final class Known {
        private final Map<Lane, Floor> floors;

        private Known(final Map<Lane, Floor> floors) {
            this.floors = Map.copyOf(floors);
        }

        boolean isEmpty() {
            return floors.isEmpty();
        }

        Optional<Floor> of(final Lane lane) {
            return Optional.ofNullable(floors.get(lane));
        }
    }

    synchronized Known current() {
        if (!known.isEmpty() && System.nanoTime() - forgetAt >= 0) {
            forget();
        }
        return known;
    }

    synchronized void forget() {
        known = new Known(Map.of());
    }

    /**
     * Notes the places of the jobs that a claim brought.
     *
     * @param from what it knew; if that was forgotten meanwhile, nothing is noted
     * @param entries how many it read
     * @param nanos how long it took
     */
    synchronized void note(final Known from, final List<Floor> claimed, final long entries, final long nanos) {
        if (!from.equals(known) || (from.isEmpty() && entries < MANY_ENTRIES)) {
            return;
        }
        final Map<Lane, Floor> floors = new HashMap<>(from.floors);
        for (final Floor floor : claimed) {
            if (from.isEmpty() || from.of(floor.lane()).isPresent()) {
                floors.merge(floor.lane(), floor, (one, other) -> other.isBehind(one) ? other : one);
            }
        }
        if (from.isEmpty()) {
            forgetAt = System.nanoTime() + Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, COST_FACTOR * nanos));
        }
        known = new Known(floors);
    }
}
