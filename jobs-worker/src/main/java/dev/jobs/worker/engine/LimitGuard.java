package dev.jobs.worker.engine;

import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.Attempts;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Stops attempts at their limits of time. {@link #check()} is for one thread.
 *
 * <h2>The problem</h2>
 *
 * <p>A limit has to be enforced whatever the handler does, while the store is out of reach, and within milliseconds. Jobs that
 * have a limit must not cost more than others: a timer for each would be made, ordered and cancelled for every job, and few
 * ever reach their limit.
 *
 * <h2>The solution</h2>
 *
 * <ul>
 *   <li>One look at all running attempts, on the thread of {@link LeaseGuard}, which waits for no store, handler or logger. It
 *       answers with the time that is left until the nearest limit: the thread looks again then.
 *   <li>The thread looks at least twice a second anyway while there are attempts, and more seldom while there are none. So an attempt that
 *       begins wakes it only if its limit is shorter than that; all others begin without a word.
 *   <li>Leases are looked at before: an attempt whose lease is no longer certain stops for that reason.
 *   <li>A process that stood still, as one that was suspended, hears the signs of life of its children late. The time for which
 *       this thread was late is no silence. It counts for the time limit, which is the longest that anybody waits.
 * </ul>
 *
 * <h2>An example</h2>
 *
 * <pre>
 *  second  the attempts                         the answer: look again after
 *    0.00  none                                 1.50 s
 *    1.50  A, begun at 0.20 with 60 s           0.50 s
 *   60.00  A has 0.20 s left                    0.20 s
 *   60.20  A is stopped                         0.50 s
 * </pre>
 */
final class LimitGuard {
    /** A look that comes so much later than it should have means that the process stood still. */
    private static final long LATE = Duration.ofSeconds(1).toNanos();

    private static final long SHORTEST_PAUSE = Duration.ofMillis(1).toNanos();

    private final Attempts attempts;
    private final Pauses pauses;
    private final LongSupplier ticker;
    private long dueAt;

    /**
     * The longest times between two looks.
     *
     * @param working while there are attempts
     * @param idle while there are none
     */
    record Pauses(Duration working, Duration idle) {
        private static final Duration LONGEST_WORKING = Duration.ofMillis(500);
        private static final Duration LONGEST_IDLE = Duration.ofSeconds(2);

        /**
         * Those of a worker with this time to live. Work begins only while more than a twentieth of it is left ({@link TimeToLive}): so leases are
         * looked at before they become uncertain, even if the attempt began right after a look that saw none.
         */
        static Pauses of(final Duration timeToLive) {
            final Duration twentieth = timeToLive.dividedBy(20);
            return new Pauses(shorter(LONGEST_WORKING, twentieth), shorter(LONGEST_IDLE, twentieth));
        }

        private static Duration shorter(final Duration one, final Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    /** @param ticker the monotonic clock, in nanoseconds */
    LimitGuard(final Attempts attempts, final Pauses pauses, final LongSupplier ticker) {
        this.attempts = attempts;
        this.pauses = pauses;
        this.ticker = ticker;
        this.dueAt = ticker.getAsLong() + pauses.idle().toNanos();
    }

    /** Stops what has reached a limit; the nanoseconds after which it is to be called again. */
    long check() {
        final List<Attempt> working = attempts.working();
        final long now = ticker.getAsLong();
        final long late = now - dueAt;
        if (late > LATE) {
            working.forEach(attempt -> attempt.stoodStill(late));
        }
        long pause = (working.isEmpty() ? pauses.idle() : pauses.working()).toNanos();
        for (final Attempt attempt : working) {
            pause = Math.min(pause, attempt.stopAtLimit());
        }
        dueAt = now + pause;
        return Math.max(SHORTEST_PAUSE, pause);
    }
}
