package dev.jobs.worker.engine;

import java.time.Duration;

/**
 * Whether the store can still count this worker as alive, by this process's own monotonic clock.
 *
 * <p>The store counts the time to live from when it got a heartbeat; this counts from when that heartbeat was sent,
 * which is earlier, and ends it earlier by what it takes to end the work. Safe to share between threads.
 */
final class TimeToLive {
    private final long span;
    private final long starting;
    private volatile long end;

    /** @param ending how long it may take to end all work */
    TimeToLive(final Duration timeToLive, final Duration ending) {
        this.span = timeToLive.minus(ending).toNanos();
        this.starting = timeToLive.dividedBy(20).toNanos();
        this.end = System.nanoTime();
    }

    /** A heartbeat that was sent at this moment of {@link System#nanoTime()} has been answered. */
    void renewed(final long sentAt) {
        end = sentAt + span;
    }

    /** Whether work may go on. */
    boolean isCertain() {
        return end - System.nanoTime() > 0;
    }

    /** Whether work may begin: there is time left to do so. */
    boolean mayBegin() {
        return end - System.nanoTime() > starting;
    }
}
