package dev.jobs.store.jdbc.database;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import java.util.List;

/**
 * Gives pending jobs to workers. Safe to share between threads.
 *
 * <p>A lane is the jobs that wait in one queue for one type; an index holds each in its order. A claim reads the head of each
 * lane that it asks for, so that the jobs it may not have, however many, cost nothing.
 */
public interface Claims {
    /** Claims jobs, in the order in which they start. */
    List<ClaimedJob> claim(ClaimRequest request);

    /** Notes that jobs wait again, perhaps ahead of those that were claimed last. */
    default void expectOlderJobs() {}
}
