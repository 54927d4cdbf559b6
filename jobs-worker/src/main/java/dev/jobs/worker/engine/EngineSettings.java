package dev.jobs.worker.engine;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.worker.attempt.AttemptBounds;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The settings of an engine, which were checked before. Immutable.
 *
 * @param profile the worker as the store and operators know it
 * @param pollInterval the time between two questions to the store where no signal comes
 * @param timeToLive how long the worker counts as alive without a heartbeat
 * @param closeGrace how long work may go on after the worker began to close
 * @param killGrace how long a process may take to end after SIGTERM
 * @param retention how long finished jobs are kept
 * @param bounds the limits of attempts
 * @param ticker the monotonic clock, in nanoseconds, by which leases, stops and intervals are measured
 */
public record EngineSettings(
        WorkerProfile profile,
        Duration pollInterval,
        Duration timeToLive,
        Duration closeGrace,
        Duration killGrace,
        Duration retention,
        AttemptBounds bounds,
        LongSupplier ticker) {
    /** The claim of so many jobs at most by this worker. */
    ClaimRequest claim(final WorkerId worker, final int limit) {
        return ClaimRequest.builder(worker)
                .types(profile.types())
                .queues(profile.queues())
                .limit(limit)
                .timeLimit(bounds.limits().timeLimit())
                .build();
    }

    /** The time before the end of its time to live at which the worker stops all work. */
    Duration ending() {
        return killGrace.plus(timeToLive.dividedBy(10));
    }
}
