package dev.jobs.micrometer;

import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.time.Instant;

/**
 * The numbers of the jobs of one queue and type, or of several that share their tags. Immutable.
 *
 * @param waiting the jobs that may start now
 * @param scheduled the jobs that are not due yet
 * @param declined the jobs that some worker could not read
 * @param running the jobs that are processing
 * @param stopping the cancelled jobs whose work goes on
 * @param unhandled those of the waiting jobs that no live worker handles
 * @param oldest how long the oldest of the waiting jobs could have started already
 */
record WorkloadValues(
        double waiting,
        double scheduled,
        double declined,
        double running,
        double stopping,
        double unhandled,
        double oldest) {
    static final WorkloadValues NONE = new WorkloadValues(0, 0, 0, 0, 0, 0, 0);

    static WorkloadValues of(final Workload workload, final Instant at) {
        final double waiting = workload.startable().jobs();
        return new WorkloadValues(
                waiting,
                workload.scheduled().jobs(),
                workload.declined().jobs(),
                workload.running(),
                workload.stopping(),
                workload.unhandledSince().isPresent() ? waiting : 0,
                workload.oldestStartable()
                        .map(since -> Math.max(0, Duration.between(since, at).toMillis() / 1_000.0))
                        .orElse(0.0));
    }

    WorkloadValues plus(final WorkloadValues other) {
        return new WorkloadValues(
                waiting + other.waiting,
                scheduled + other.scheduled,
                declined + other.declined,
                running + other.running,
                stopping + other.stopping,
                unhandled + other.unhandled,
                Math.max(oldest, other.oldest));
    }
}
