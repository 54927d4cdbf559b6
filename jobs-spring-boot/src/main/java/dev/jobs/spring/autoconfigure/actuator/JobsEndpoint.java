package dev.jobs.spring.autoconfigure.actuator;

import dev.jobs.store.Operations;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The actuator's endpoint that tells what waits and runs in the store, by queue and type. One bounded query for each answer. */
@Endpoint(id = "jobs")
public final class JobsEndpoint {
    private final Operations operations;

    JobsEndpoint(final Operations operations) {
        this.operations = operations;
    }

    /**
     * All that waits or runs.
     *
     * @param at the time of the answer, by the store's clock
     * @param workloads what there is of each queue and type
     */
    public record Jobs(Instant at, List<JobsOfType> workloads) {}

    /**
     * The jobs of one queue and type.
     *
     * @param queue the queue
     * @param type the type
     * @param startable the number of jobs that may start now
     * @param scheduled the number of jobs that are not due yet
     * @param declined the number of jobs that wait for a worker that can read them
     * @param paused the number of jobs that a pause keeps from starting
     * @param running the number of jobs that run
     * @param stopping the number of jobs that are cancelled and whose work has not stopped yet
     * @param oldestStartableSeconds how long the oldest startable job could have started, if there is one
     * @param unhandledSince the time since which no live worker handles the type, if there are jobs of it
     */
    public record JobsOfType(
            String queue,
            String type,
            Count startable,
            Count scheduled,
            Count declined,
            Count paused,
            long running,
            long stopping,
            @Nullable Long oldestStartableSeconds,
            @Nullable Instant unhandledSince) {}

    /**
     * A number of jobs.
     *
     * @param jobs the number
     * @param precision how exact it is
     */
    public record Count(long jobs, String precision) {}

    /** The jobs that wait and run, by queue and type. */
    @ReadOperation
    public Jobs overview() {
        final Overview overview = operations.overview();
        return new Jobs(
                overview.at(),
                overview.workloads().stream()
                        .sorted(Comparator.comparing(Workload::queue).thenComparing(Workload::type))
                        .map(workload -> of(workload, overview.at()))
                        .toList());
    }

    private static JobsOfType of(final Workload workload, final Instant now) {
        final Optional<Long> waits = workload.oldestStartable()
                .map(since -> Duration.between(since, now).toSeconds());
        return new JobsOfType(
                workload.queue(),
                workload.type(),
                count(workload.startable()),
                count(workload.scheduled()),
                count(workload.declined()),
                count(workload.paused()),
                workload.running(),
                workload.stopping(),
                waits.orElse(null),
                workload.unhandledSince().orElse(null));
    }

    private static Count count(final JobCount count) {
        return new Count(count.jobs(), count.precision().name());
    }
}
