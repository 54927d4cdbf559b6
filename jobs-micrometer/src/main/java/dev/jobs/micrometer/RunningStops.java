package dev.jobs.micrometer;

import dev.jobs.JobId;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.WorkerEvent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts that were told to stop and have not ended. Safe to share between threads. */
final class RunningStops {
    /** More are not kept: a worker that was closed in an outage tells of no end. */
    private static final int MOST = 10_000;

    private final Map<Attempt, Stop> stops = new ConcurrentHashMap<>();

    private record Attempt(WorkerId worker, JobId job, int number) {
        static Attempt of(final WorkerEvent.OfAttempt event) {
            return new Attempt(event.worker(), event.job().id(), event.job().attempt());
        }
    }

    /**
     * A stop that was requested.
     *
     * @param reason the reason
     * @param at the time of it, by the monotonic clock, in nanoseconds
     */
    record Stop(StopReason reason, long at) {}

    void requested(final WorkerEvent.StopRequested event, final long now) {
        if (stops.size() < MOST) {
            stops.put(Attempt.of(event), new Stop(event.reason(), now));
        }
    }

    /** The stop of an attempt that has ended, if it was told to stop. */
    Optional<Stop> ended(final WorkerEvent.Ended event) {
        return stops.isEmpty() ? Optional.empty() : Optional.ofNullable(stops.remove(Attempt.of(event)));
    }

    void forget(final WorkerId worker) {
        stops.keySet().removeIf(attempt -> attempt.worker().equals(worker));
    }
}
