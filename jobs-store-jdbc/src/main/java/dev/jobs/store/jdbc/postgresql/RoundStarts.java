package dev.jobs.store.jdbc.postgresql;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The turns at which looks for rounds begin, for as long as it pays to know them. Safe to share between threads.
 *
 * <h2>The trouble</h2>
 *
 * <p>It is that of {@link ClaimStarts}: while a transaction anywhere keeps an old snapshot, the jobs that were claimed since still have
 * entries in the index. The job of an owner who has none waiting joins the first round, and each look for that reads all those
 * entries before it.
 *
 * <h2>The cure</h2>
 *
 * <p>A look counts the entries that it read. If they were {@value #MANY_ENTRIES} or more, it leaves a start for each of its levels, a queue and a priority: the
 * first turn in which a job waited. Later looks begin there. A transaction that has not committed yet may have given lower turns
 * than that. So no start is higher than the number of the last job that was submitted two seconds before.
 *
 * <h2>Its price</h2>
 *
 * <p>A job before a start that waits again, or whose transaction took longer than that, is in no round that others join: its owner
 * may start it and one more before theirs. So starts are forgotten after a time: ten times as long as the look took that left
 * them, so that reading everything takes a tenth of the time, but at most two seconds.
 */
final class RoundStarts {
    /** The number of entries that are read in a few milliseconds. */
    static final long MANY_ENTRIES = 10_000;

    /** The time in which nearly every transaction that submits jobs has ended. */
    static final long TRANSACTION_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long COST_FACTOR = 10;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LongSupplier ticker;

    // Guarded by this, as all below.
    private Map<Level, Long> turns = Map.of();
    private long forgetAt;
    private Given last;

    /** The number of a job such that what was submitted before it is committed. */
    private long settled;

    /** @param ticker monotonic nanoseconds */
    RoundStarts(final LongSupplier ticker) {
        this.ticker = ticker;
        this.last = new Given(0, ticker.getAsLong());
    }

    /** The jobs that wait in one queue at one priority. */
    record Level(String queue, int priority) {}

    /** The number of the last job that was submitted at a moment. */
    private record Given(long number, long at) {}

    /**
     * One look for rounds.
     *
     * @param from the starts that it knew; if they are others by now, it leaves none
     * @param firstTurns for each level whose first round was looked for, the first turn in which a job waited, or the highest
     *     number
     * @param lastNumber the number of the job that was submitted last
     * @param entries how many it read
     * @param nanos how long it took
     */
    record Look(Map<Level, Long> from, Map<Level, Long> firstTurns, long lastNumber, long entries, long nanos) {}

    /** The turns at which looks begin, of the levels where it is not the first. */
    synchronized Map<Level, Long> current() {
        if (!turns.isEmpty() && ticker.getAsLong() - forgetAt >= 0) {
            turns = Map.of();
        }
        return turns;
    }

    synchronized void note(final Look look) {
        final long now = ticker.getAsLong();
        if (now - last.at() >= TRANSACTION_NANOS) {
            settled = last.number();
            last = new Given(look.lastNumber(), now);
        }
        final boolean many = look.entries() >= MANY_ENTRIES;
        if (!look.from().equals(turns) || (turns.isEmpty() && !many)) {
            return;
        }
        if (turns.isEmpty()) {
            forgetAt = now + Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, COST_FACTOR * look.nanos()));
        }
        final Map<Level, Long> starts = new HashMap<>(turns);
        look.firstTurns().forEach((level, first) -> {
            if (many || turns.containsKey(level)) {
                starts.merge(level, Math.min(first, settled), Math::max);
            }
        });
        turns = Map.copyOf(starts);
    }
}
