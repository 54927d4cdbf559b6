package dev.jobs.test;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.jdbc.TransactionalSubmitter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Submits to memory what a service submits within its transaction. The job is there at once, whatever becomes of the transaction, since
 * nothing tells of a commit; a connection without a transaction is refused, as by every submitter.
 */
record TransactionStandIn(RecordingStore store) implements TransactionalSubmitter {
    @Override
    public List<JobId> submit(final Connection connection, final List<JobRequest> requests) {
        requireTransaction(connection);
        return store.submit(requests, Submission.Way.IN_TRANSACTION);
    }

    @Override
    public List<SubmitOutcome> submit(
            final Connection connection, final List<JobRequest> requests, final WhenLimitFull whenFull) {
        requireTransaction(connection);
        return store.submit(requests, whenFull, Submission.Way.IN_TRANSACTION);
    }

    private static void requireTransaction(final Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalArgumentException(
                        "the connection is in autocommit mode: a job is submitted within a transaction of its owner");
            }
        } catch (final SQLException e) {
            throw new IllegalStateException("the connection does not say whether it is in autocommit mode", e);
        }
    }
}
