package dev.jobs.store.jdbc;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives pending jobs to workers.
 *
 * <p>A lane is what waits in one queue for one type; an index holds each in its order. A claim looks at the head of each
 * lane that it asks for, so that what it may not have, however much, costs nothing.
 */
abstract class Claims {
    private static final Comparator<Claimed> IN_ORDER =
            Comparator.comparingInt(Claimed::priority).reversed().thenComparingLong(Claimed::seq);

    /** Marks jobs whose time has come, so that they are in the lanes. */
    static String promotion(final Dialect dialect, final String skipLocked) {
        return String.format(Locale.ROOT, """
                update jobs_job set due = true
                where id in (
                    select id from jobs_job where status = 'pending' and due = false and due_at <= %s
                    order by due_at limit 1000 %s)""", dialect.now(), skipLocked);
    }

    /** What a claim changes of a job. */
    static String assignments(final Dialect dialect) {
        return String.format(Locale.ROOT, """
                status = 'processing', worker_id = ?, attempt = attempt + 1, lease = %2$s,
                revision = revision + 1,
                started_at = greatest(updated_at, %1$s), updated_at = greatest(updated_at, %1$s)""", dialect.now(), LeaseNumbers.after("lease"));
    }

    abstract List<ClaimedJob> claim(ClaimRequest request);

    /** Reckons with jobs that wait again, ahead of those that were claimed last. */
    void expectOlderJobs() {}

    /** A job that was claimed, and its place in its queue. */
    record Claimed(int priority, long seq, ClaimedJob job) {
        static Claimed read(final ResultSet row, final WorkerId worker) throws SQLException {
            final Job job = JobRow.job(row);
            final Lease lease = new Lease(job.id(), JobRow.lease(row), worker);
            return new Claimed(job.priority(), JobRow.seq(row), new ClaimedJob(job, lease));
        }
    }

    /** An update answers in no order. */
    static List<ClaimedJob> inOrder(final List<Claimed> claimed) {
        return claimed.stream().sorted(IN_ORDER).map(Claimed::job).toList();
    }

    /**
     * Candidates are looked up without a lock, then claimed by a guarded update, since H2's {@code for update skip
     * locked} locks every row that matches, not only the first few. One claim at a time in this process.
     */
    static final class OfH2 extends Claims {
        // The whole index is named in the order, or H2 does not see that it needs no sort.
        private static final String HEAD = """
                select id, priority, seq from jobs_job
                where status = 'pending' and due = true and declined = false and queue = ? and type = ?
                order by status, due, declined, queue, type, priority desc, seq
                limit ?""";

        private static final String DECLINED_BY_OTHERS = """
                select id, priority, seq from jobs_job
                where status = 'pending' and due = true and declined = true
                    and array_contains(?, queue) and array_contains(?, type) and not array_contains(declined_by, ?)
                order by priority desc, seq
                limit ?""";

        private static final String CLAIM = Dialect.H2.returning(
                "update jobs_job set " + assignments(Dialect.H2) + " where id = any(?) and status = 'pending'",
                JobRow.COLUMNS);

        private final Transactions transactions;
        private final ReentrantLock oneAtATime = new ReentrantLock();

        OfH2(final Transactions transactions) {
            this.transactions = transactions;
        }

        private record Head(JobId id, int priority, long seq) {}

        @Override
        List<ClaimedJob> claim(final ClaimRequest request) {
            oneAtATime.lock();
            try {
                return transactions.transactionAtMostOnce("claim jobs", connection -> {
                    if (!isAlive(connection, request)) {
                        return List.of();
                    }
                    promote(connection);
                    return claim(connection, request, heads(connection, request));
                });
            } finally {
                oneAtATime.unlock();
            }
        }

        private static boolean isAlive(final Connection connection, final ClaimRequest request) throws SQLException {
            try (PreparedStatement select =
                    connection.prepareStatement("select 1 from jobs_worker where worker_id = ? and expires_at > "
                            + Dialect.H2.now() + " for update")) {
                select.setObject(1, request.worker().value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        }

        private static void promote(final Connection connection) throws SQLException {
            try (PreparedStatement update = connection.prepareStatement(promotion(Dialect.H2, ""))) {
                update.executeUpdate();
            }
        }

        private static List<UUID> heads(final Connection connection, final ClaimRequest request) throws SQLException {
            final List<Head> heads = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(HEAD)) {
                for (final String queue : request.queues()) {
                    for (final String type : request.types()) {
                        select.setString(1, queue);
                        select.setString(2, type);
                        select.setInt(3, request.limit());
                        try (ResultSet row = select.executeQuery()) {
                            while (row.next()) {
                                heads.add(new Head(JobRow.id(row, 1), row.getInt(2), row.getLong(3)));
                            }
                        }
                    }
                }
            }
            heads.addAll(declinedByOthers(connection, request));
            return heads.stream()
                    .sorted(Comparator.comparingInt(Head::priority).reversed().thenComparingLong(Head::seq))
                    .limit(request.limit())
                    .map(head -> head.id().value())
                    .toList();
        }

        private static List<Head> declinedByOthers(final Connection connection, final ClaimRequest request)
                throws SQLException {
            final List<Head> declined = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(DECLINED_BY_OTHERS)) {
                select.setArray(
                        1, connection.createArrayOf("varchar", request.queues().toArray()));
                select.setArray(
                        2, connection.createArrayOf("varchar", request.types().toArray()));
                select.setObject(3, request.worker().value());
                select.setInt(4, request.limit());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        declined.add(new Head(JobRow.id(row, 1), row.getInt(2), row.getLong(3)));
                    }
                }
            }
            return declined;
        }

        private static List<ClaimedJob> claim(
                final Connection connection, final ClaimRequest request, final List<UUID> ids) throws SQLException {
            if (ids.isEmpty()) {
                return List.of();
            }
            try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
                update.setObject(1, request.worker().value());
                update.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                final List<Claimed> claimed = new ArrayList<>();
                try (ResultSet row = update.executeQuery()) {
                    while (row.next()) {
                        claimed.add(Claimed.read(row, request.worker()));
                    }
                }
                return inOrder(claimed);
            }
        }
    }
}
