package dev.jobs.store.jdbc;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import java.sql.Connection;
import java.util.List;

/**
 * Submits jobs as a part of the caller's own database transaction. An {@linkplain dev.jobs.store.JobStore#ability ability} of
 * stores on a database: {@code store.ability(TransactionalSubmitter.class)}. Safe to share between threads, each with a
 * connection of its own.
 */
public interface TransactionalSubmitter {
    /**
     * Stores new jobs within the transaction of this connection, which its owner commits or rolls back: they come to be,
     * or never were, with all else that the transaction does. Nothing is tried again, and the connection stays as it is.
     *
     * <p>On PostgreSQL workers hear of the jobs when the transaction commits; elsewhere at their next poll.
     *
     * @throws IllegalArgumentException if the connection is in autocommit mode
     * @throws dev.jobs.store.IdempotencyConflictException as of {@link dev.jobs.Jobs#submit(List)}
     * @throws dev.jobs.store.PayloadTooLargeException as of {@link dev.jobs.Jobs#submit(List)}
     * @throws dev.jobs.store.JobStoreException if the database refuses; the transaction is then of no more use
     */
    List<JobId> submit(Connection connection, List<JobRequest> requests);

    /** Stores one new job within the transaction of this connection; see {@link #submit(Connection, List)}. */
    default JobId submit(final Connection connection, final JobRequest request) {
        return submit(connection, List.of(request)).get(0);
    }
}
