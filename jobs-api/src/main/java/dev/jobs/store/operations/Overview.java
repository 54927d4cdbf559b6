package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The jobs of a store that have not ended, by queue and type. Immutable.
 *
 * @param at the time of the answer, by the store's clock
 * @param workloads what there is of each queue and type that has a job, in no order; at most {@link #MOST_WORKLOADS}
 */
public record Overview(Instant at, List<Workload> workloads) {
    /** The highest number of queues and types that are told of: what is beyond is left out. */
    public static final int MOST_WORKLOADS = 1_000;

    public Overview {
        requireNonNull(at, "at");
        workloads = List.copyOf(workloads);
    }

    /** The workloads with jobs that wait and that no live worker handles. */
    public List<Workload> unhandled() {
        return workloads.stream()
                .filter(workload -> workload.unhandledSince().isPresent())
                .toList();
    }
}
