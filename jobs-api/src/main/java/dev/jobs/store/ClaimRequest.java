package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a worker is ready to start. Immutable.
 *
 * @param worker who asks
 * @param types the types of the jobs that it can start; at least one
 * @param queues the queues that it serves; at least one
 * @param limit how many jobs at most: as many as there are free slots; at least 1
 */
public record ClaimRequest(WorkerId worker, Set<String> types, Set<String> queues, int limit) {
    public ClaimRequest {
        requireNonNull(worker, "worker");
        types = Set.copyOf(types);
        queues = Set.copyOf(queues);
        if (types.isEmpty() || queues.isEmpty() || limit < 1) {
            throw new IllegalArgumentException("a claim names at least one type, queue and slot, but worker " + worker
                    + " named types " + types + ", queues " + queues + ", slots " + limit);
        }
    }
}
