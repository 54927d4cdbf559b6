package dev.jobs.dashboard.read;

/**
 * The time between two reads of the same: a second, or nine times as long as the read took, up to ten seconds. So pages that are open
 * keep the store busy with one kind of read for a tenth of the time at most, as long as it takes no more than a second.
 */
final class Rest {
    private static final long TIMES = 9;
    private static final long LONGEST = 10 * LiveReads.SECOND;

    private Rest() {}

    /** The nanoseconds to wait after a read that took so many. */
    static long after(final long tookNanos) {
        return Math.min(LONGEST, Math.max(LiveReads.SECOND, TIMES * tookNanos));
    }
}
