package dev.jobs.store.jdbc.postgresql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The places behind which claims start to read, for as long as it pays to know them. Safe to share between threads.
 *
 * <h2>The trouble</h2>
 *
 * <p>A lane is the jobs that wait in one queue for one type, in the order of an index. A claimed job leaves the index, but while
 * a transaction anywhere keeps an old snapshot (a backup, a long report), PostgreSQL keeps the entries of all jobs that were
 * claimed since. Each claim reads them again before it comes to the first job that waits: after a million jobs, a million
 * entries for each claim. Entries of which it knows that nobody needs them are passed over without being counted, but their
 * blocks are read all the same, until a vacuum takes them out of the index.
 *
 * <h2>The cure</h2>
 *
 * <p>A claim counts the entries and the blocks of the index that it read. If they were {@value #MANY_ENTRIES} or {@value #MANY_BLOCKS},
 * or more, it leaves a start in each of its lanes: the place of the last job that it claimed there. Later claims begin behind it. An example, with one lane and a limit of two:
 *
 * <pre>
 *   entries      1 2 3 … 20000 | 20001 20002 20003     the first 20,000 were claimed, and still have entries
 *   claim A      reads 20,002, claims 20001 and 20002, leaves the start 20002
 *   claim B      begins behind 20002: reads 1, claims 20003
 * </pre>
 *
 * <h2>Its price</h2>
 *
 * <p>A job before a start that waits again, or was committed late, would take its place too late. So would the job of an owner
 * who comes new to a queue where the round under way is one of another type that lags behind. So
 *
 * <ul>
 *   <li>starts are forgotten when this process hands a job back, when jobs have become due, and when a claim that began at a
 *       start brought nothing, as that of the next poll does;
 *   <li>they are forgotten after a time in any case: ten times as long as the claim took that left them, so that reading
 *       everything takes a tenth of the time, but at most two seconds;
 *   <li>the claim itself reads jobs of a higher priority than the start, and claims nothing if there are any; it is then
 *       repeated without starts.
 * </ul>
 */
final class ClaimStarts {
    /** The number of entries that are read in a few milliseconds. */
    static final long MANY_ENTRIES = 10_000;

    /** The number of blocks, beside those on the way to each lane, that take as long as a fourth of a claim of one job. */
    static final long MANY_BLOCKS = 100;

    private static final long BLOCKS_TO_A_LANE = 8;

    private static final long COST_FACTOR = 10;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LongSupplier ticker;

    // Guarded by this, as all below.
    private Known known = new Known(Map.of());
    private long forgetAt;

    /** @param ticker monotonic nanoseconds */
    ClaimStarts(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** The jobs that wait in one queue for one type. */
    record Lane(String queue, String type) {}

    /** The reading that a claim of so many lanes needed: entries of indexes, and blocks of them. */
    record Spent(long entries, long blocks, int lanes) {
        boolean isMuch() {
            return entries >= MANY_ENTRIES || blocks >= MANY_BLOCKS + BLOCKS_TO_A_LANE * lanes;
        }
    }

    /** A place in a lane: that of the last job that was claimed there. */
    record Start(Lane lane, int priority, long turn, long seq) {
        boolean isBehind(final Start other) {
            if (priority != other.priority) {
                return priority < other.priority;
            }
            return turn == other.turn ? seq > other.seq : turn > other.turn;
        }
    }

    /** The starts that were known at a moment; each is one of its kind. */
    static final class Known {
        private final Map<Lane, Start> starts;

        private Known(final Map<Lane, Start> starts) {
            this.starts = Map.copyOf(starts);
        }

        boolean isEmpty() {
            return starts.isEmpty();
        }

        Optional<Start> of(final Lane lane) {
            return Optional.ofNullable(starts.get(lane));
        }
    }

    synchronized Known current() {
        if (!known.isEmpty() && ticker.getAsLong() - forgetAt >= 0) {
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
     * @param spent the reading that it needed
     * @param nanos how long it took
     */
    synchronized void note(final Known from, final List<Start> claimed, final Spent spent, final long nanos) {
        if (!from.equals(known) || (from.isEmpty() && !spent.isMuch())) {
            return;
        }
        final Map<Lane, Start> starts = new HashMap<>(from.starts);
        for (final Start start : claimed) {
            if (from.isEmpty() || from.of(start.lane()).isPresent()) {
                starts.merge(start.lane(), start, (one, other) -> other.isBehind(one) ? other : one);
            }
        }
        if (from.isEmpty()) {
            forgetAt = ticker.getAsLong() + lasting(nanos);
        }
        known = new Known(starts);
    }

    /** The time for which a place is known that took so long to find. */
    static long lasting(final long nanos) {
        return Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, COST_FACTOR * nanos));
    }
}
