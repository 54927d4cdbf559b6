package dev.jobs.worker.engine;

import dev.jobs.store.WorkerProfile;
import java.time.Duration;

/**
 * How a worker works, checked by its builder.
 *
 * @param profile what it says of itself
 * @param pollInterval how often it asks where no signal comes
 * @param timeToLive how long it counts as alive without a heartbeat
 * @param closeGrace how long work may go on after the worker began to close
 * @param killGrace how long a process may take to end after SIGTERM
 * @param retention how long finished jobs are kept
 * @param unreadableGrace how long a job that it cannot read waits for a worker that can
 */
public record EngineSettings(
        WorkerProfile profile,
        Duration pollInterval,
        Duration timeToLive,
        Duration closeGrace,
        Duration killGrace,
        Duration retention,
        Duration unreadableGrace) {
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);

    public EngineSettings {
        if (pollInterval.compareTo(SHORTEST_POLL) < 0) {
            throw new IllegalArgumentException("pollInterval is at least 10 ms, but is " + pollInterval);
        }
        if (closeGrace.isNegative()
                || killGrace.isNegative()
                || retention.isNegative()
                || unreadableGrace.isNegative()) {
            throw new IllegalArgumentException("No time is negative, but there are closeGrace " + closeGrace
                    + ", killGrace " + killGrace + ", retention " + retention + ", unreadableGrace "
                    + unreadableGrace);
        }
        if (timeToLive.compareTo(pollInterval.multipliedBy(3)) < 0
                || timeToLive.compareTo(killGrace.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("timeToLive is at least three times pollInterval and twice killGrace,"
                    + " so that work can be ended before its lease is lost, but is " + timeToLive
                    + " with pollInterval " + pollInterval + ", killGrace " + killGrace);
        }
    }

    /** How long before the end of its time to live the worker stops all work. */
    Duration ending() {
        return killGrace.plus(timeToLive.dividedBy(10));
    }
}
