package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a worker says of itself. Immutable.
 *
 * @param name for people: a host and a process, say; need not be unique
 * @param types the types of the jobs that it handles; at least one
 * @param queues the queues that it serves; at least one
 * @param slots how many jobs it runs at once; at least 1
 */
public record WorkerProfile(String name, Set<String> types, Set<String> queues, int slots) {
    public WorkerProfile {
        requireNonNull(name, "name");
        types = Set.copyOf(types);
        queues = Set.copyOf(queues);
        if (types.isEmpty() || queues.isEmpty() || slots < 1) {
            throw new IllegalArgumentException("a worker has at least one type, queue and slot, but \"" + name
                    + "\" has types " + types + ", queues " + queues + ", slots " + slots);
        }
    }
}
