package dev.jobs.worker.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that the store is certain to count this worker as alive, by this process's own monotonic clock. Safe to share between
 * threads.
 *
 * <h2>The problem</h2>
 *
 * <p>A store gives a worker's jobs to others when it has got no heartbeat for the worker's time to live. By then no work of this
 * worker may run any more, child processes included. The worker cannot ask whether that moment has come: the store may be out
 * of reach, which is why the heartbeats are missing. Nor can clocks be compared.
 *
 * <h2>The solution</h2>
 *
 * <ul>
 *   <li>The store counts from when it <em>got</em> a heartbeat. This counts from when that heartbeat was <em>sent</em>, which is
 *       earlier, however long it and its answer were on their way. Only an answered heartbeat counts.
 *   <li>The time ends early by what it takes to end the work: the kill grace, and a tenth of the time to live for all else.
 *   <li>Work that has not begun needs a twentieth more: there must be time left to see the end coming.
 * </ul>
 *
 * <p>{@link LeaseGuard} stops the work when the time is over, on a thread that never waits for the store. {@link ClaimLoop} and
 * the attempts begin nothing then.
 *
 * <h2>An example</h2>
 *
 * <p>The time to live is 30 s and the kill grace 5 s: the work is ended from 22 s on.
 *
 * <pre>
 *  second  worker                                     store
 *     0.0  sends a heartbeat
 *     0.4                                             gets it: the worker lives until 30.4
 *     0.9  gets the answer: certain until 22.0
 *     1.9  sends the next, which is lost
 *    20.5  mayBegin() is false from now on
 *    22.0  isCertain() is false: SIGTERM
 *    27.0  SIGKILL
 *    30.4                                             gives the jobs to others
 * </pre>
 */
final class TimeToLive {
    private final long span;
    private final long starting;
    private final LongSupplier ticker;
    private volatile long end;

    /**
     * A time to live that is over until the first heartbeat was answered.
     *
     * @param ending how long it may take to end all work
     * @param ticker the monotonic clock, in nanoseconds
     */
    TimeToLive(final Duration timeToLive, final Duration ending, final LongSupplier ticker) {
        this.ticker = ticker;
        this.span = timeToLive.minus(ending).toNanos();
        this.starting = timeToLive.dividedBy(20).toNanos();
        this.end = ticker.getAsLong();
    }

    /** A heartbeat that was sent at this moment of the ticker has been answered. */
    void renewed(final long sentAt) {
        end = sentAt + span;
    }

    /** True if work may go on. */
    boolean isCertain() {
        return end - ticker.getAsLong() > 0;
    }

    /** True if work may begin: there is time left to do so. */
    boolean mayBegin() {
        return end - ticker.getAsLong() > starting;
    }
}
