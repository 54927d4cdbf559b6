package dev.jobs.store.jdbc;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
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
     * <p>On PostgreSQL workers hear of the jobs when the transaction commits; elsewhere at their next poll, or when {@link #committed}
     * is called.
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

    /**
     * Stores new jobs within the transaction of this connection, except those that are refused since a limit of theirs is full, as of {@link
     * dev.jobs.Jobs#submit(List, WhenLimitFull)}. Until the transaction ends, other calls that ask so for one of these limit keys wait for it;
     * workers do not. The jobs that are cancelled for a new one are cancelled when it commits.
     *
     * @throws IllegalArgumentException if the connection is in autocommit mode, or its transaction is not read committed
     */
    List<SubmitOutcome> submit(Connection connection, List<JobRequest> requests, WhenLimitFull whenFull);

    /** Stores one new job, unless a limit of it is full; see {@link #submit(Connection, List, WhenLimitFull)}. */
    default SubmitOutcome submit(final Connection connection, final JobRequest request, final WhenLimitFull whenFull) {
        return submit(connection, List.of(request), whenFull).get(0);
    }

    /**
     * Says that a transaction in which these requests were submitted has committed: the workers of this process hear of the jobs at
     * once, where the database does not tell them by itself. It is a hint: without it, or where it comes too early, they find the jobs at
     * their next poll. It asks nothing of the database and throws nothing. By default it does nothing.
     */
    default void committed(final List<JobRequest> requests) {}
}
