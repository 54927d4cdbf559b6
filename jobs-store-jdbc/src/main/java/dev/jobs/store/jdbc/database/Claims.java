package dev.jobs.store.jdbc.database;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.table.Draft;
import java.util.List;
import java.util.Optional;

/**
 * Gives pending jobs to workers. Safe to share between threads.
 *
 * <p>A lane is the jobs that wait in one queue for one type; an index holds each in its order. A claim reads the head of each
 * lane that it asks for, so that the jobs it may not have, however many, cost nothing.
 */
public interface Claims {
    /** Claims jobs, in the order in which they start. */
    List<ClaimedJob> claim(ClaimRequest request);

    /**
     * True if a claim of this worker is known to bring nothing, as {@link dev.jobs.store.ClaimForesight} says it.
     *
     * @param signalsSince the moment of the monotonic clock since which all signals arrive
     */
    default boolean bringsNothing(final WorkerId worker, final long signalsSince) {
        return false;
    }

    /** True if {@link #start} may store something. */
    default boolean canStart() {
        return false;
    }

    /** Stores a new job that starts at once, under this lease, where a claim of one job would bring it next; else nothing is stored. */
    default Optional<ClaimedJob> start(final Draft draft, final Lease lease, final ClaimRequest request) {
        return Optional.empty();
    }

    /** Notes that jobs wait again, perhaps ahead of those that were claimed last. */
    default void expectOlderJobs() {}
}
