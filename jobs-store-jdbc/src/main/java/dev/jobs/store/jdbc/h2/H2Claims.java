package dev.jobs.store.jdbc.h2;

import dev.jobs.JobId;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.table.Claimed;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.turn.Promotion;
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
 * Claims on H2. Candidates are looked up without a lock, then claimed by a guarded update, since H2's {@code for update skip
 * locked} locks every row that matches, not only the first few. One claim at a time in this process.
 */
final class H2Claims implements Claims {
    // The whole index is named in the order, or H2 does not see that it needs no sort.
    private static final String HEAD = String.format(
            Locale.ROOT,
            """
            select id, priority, turn, seq from jobs_job
            where status = 'pending' and due = true and declined = false and queue = ? and type = ?
                and not exists (select 1 from jobs_pause where %s and %s)
            order by %s, %s
            limit ?""",
            JobConditions.pauseHolds(H2Syntax.SYNTAX),
            JobConditions.pauseCovers("?", "?"),
            H2Syntax.SYNTAX.laneOrder(),
            QueuePlace.ORDER);

    private static final String DECLINED_BY_OTHERS = String.format(
            Locale.ROOT,
            """
            select id, priority, turn, seq, queue from jobs_job
            where status = 'pending' and due = true and declined = true
                and array_contains(?, queue) and array_contains(?, type) and not array_contains(declined_by, ?)
                and not exists (select 1 from jobs_pause where %s and %s)
            order by %s
            limit ?""",
            JobConditions.pauseHolds(H2Syntax.SYNTAX),
            JobConditions.pauseCovers("queue", "type"),
            QueuePlace.ORDER);

    private static final String CLAIM = H2Syntax.SYNTAX.returning(
            "update jobs_job set " + JobConditions.claimed(H2Syntax.SYNTAX)
                    + " where id = any(?) and status = 'pending'",
            JobRow.COLUMNS);

    private final Transactions transactions;
    private final Promotion promotion;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    H2Claims(final Transactions transactions, final Promotion promotion) {
        this.transactions = transactions;
        this.promotion = promotion;
    }

    private record Head(JobId id, QueuePlace place) {}

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        oneAtATime.lock();
        try {
            return transactions.transactionAtMostOnce("claim jobs", connection -> {
                if (!isAlive(connection, request)) {
                    return List.of();
                }
                promotion.promote(connection);
                return claim(connection, request, heads(connection, request));
            });
        } finally {
            oneAtATime.unlock();
        }
    }

    private static boolean isAlive(final Connection connection, final ClaimRequest request) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select 1 from jobs_worker where worker_id = ? and expires_at > "
                        + H2Syntax.SYNTAX.now() + " for update")) {
            select.setObject(1, request.worker().value());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static List<UUID> heads(final Connection connection, final ClaimRequest request) throws SQLException {
        final List<Head> heads = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(HEAD)) {
            for (final String queue : request.queues()) {
                for (final String type : request.types()) {
                    select.setString(1, queue);
                    select.setString(2, type);
                    select.setString(3, queue);
                    select.setString(4, type);
                    select.setInt(5, request.limit());
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            heads.add(new Head(
                                    JobRow.id(row, 1),
                                    new QueuePlace(queue, row.getInt(2), row.getLong(3), row.getLong(4))));
                        }
                    }
                }
            }
        }
        heads.addAll(declinedByOthers(connection, request));
        return heads.stream()
                .sorted(Comparator.comparing(Head::place, QueuePlace.IN_QUEUE))
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
                    declined.add(new Head(
                            JobRow.id(row, 1),
                            new QueuePlace(row.getString(5), row.getInt(2), row.getLong(3), row.getLong(4))));
                }
            }
        }
        return declined;
    }

    private static List<ClaimedJob> claim(final Connection connection, final ClaimRequest request, final List<UUID> ids)
            throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
            final int next = JobConditions.bindClaimed(update, 1, request);
            update.setArray(next, connection.createArrayOf("uuid", ids.toArray()));
            final List<Claimed> claimed = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    claimed.add(Claimed.read(row, request.worker()));
                }
            }
            return Claimed.inOrder(claimed);
        }
    }
}
