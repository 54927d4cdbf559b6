package dev.jobs.store.jdbc.h2;

import dev.jobs.JobId;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.limit.LimitedClaims;
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
import java.util.Optional;
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
            select id, priority, turn, seq, limit_keys is not null, owner <> '' from jobs_job
            where %s and queue = ? and type = ?
                and not exists (select 1 from jobs_pause where %s and %s)
            order by %s, %s
            limit ?""",
            H2Syntax.SYNTAX.isClaimable(),
            JobConditions.pauseHolds(H2Syntax.SYNTAX),
            JobConditions.pauseCovers("?", "?"),
            H2Syntax.SYNTAX.laneOrder(),
            QueuePlace.ORDER);

    private static final String DECLINED_BY_OTHERS = String.format(
            Locale.ROOT,
            """
            select id, priority, turn, seq, limit_keys is not null, owner <> '', queue from jobs_job
            where status = 'pending' and due = true and declined = true and held_by is null
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

    private static final String WORKER =
            String.format(Locale.ROOT, """
            select exists (select 1 from jobs_pause where kind = 'owner' and %1$s),
                exists (
                    select 1 from jobs_held_lane
                    where opens_at <= %2$s and array_contains(?, queue) and array_contains(?, type))
            from jobs_worker where worker_id = ? and expires_at > %2$s
            for update""", JobConditions.pauseHolds(H2Syntax.SYNTAX), H2Syntax.SYNTAX.now());

    private final Transactions transactions;
    private final Promotion promotion;
    private final LimitedClaims limited;
    private final H2Candidates candidates = new H2Candidates();
    private final ReentrantLock oneAtATime = new ReentrantLock();

    H2Claims(final Transactions transactions, final Promotion promotion, final LimitedClaims limited) {
        this.transactions = transactions;
        this.promotion = promotion;
        this.limited = limited;
    }

    private record Head(JobId id, QueuePlace place, boolean hasLimitKeys, boolean hasOwner) {}

    /** The facts that a claim sees with its worker: if an owner is paused, and if claims may look at held jobs that it asks for. */
    private record Standing(boolean ownersPaused, boolean lanesOpen) {}

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        oneAtATime.lock();
        try {
            final Optional<List<Claimed>> claimed = transactions.transactionAtMostOnce("claim jobs", connection -> {
                final Optional<Standing> standing = standing(connection, request);
                if (standing.isEmpty()) {
                    return Optional.of(List.of());
                }
                promotion.promote(connection);
                return claim(connection, request, standing.get());
            });
            return Claimed.inOrder(claimed.orElseGet(() -> limited.claim(request, candidates)));
        } finally {
            oneAtATime.unlock();
        }
    }

    /** The facts that the claim of a live worker sees; empty: it is not alive. */
    private static Optional<Standing> standing(final Connection connection, final ClaimRequest request)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(WORKER)) {
            select.setArray(
                    1, connection.createArrayOf("varchar", request.queues().toArray()));
            select.setArray(
                    2, connection.createArrayOf("varchar", request.types().toArray()));
            select.setObject(3, request.worker().value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Standing(row.getBoolean(1), row.getBoolean(2))) : Optional.empty();
            }
        }
    }

    /** Claims the first jobs; empty: something may keep some of them back. */
    private static Optional<List<Claimed>> claim(
            final Connection connection, final ClaimRequest request, final Standing standing) throws SQLException {
        if (standing.lanesOpen()) {
            return Optional.empty();
        }
        final List<Head> heads = heads(connection, request);
        return heads.stream().anyMatch(head -> head.hasLimitKeys() || (standing.ownersPaused() && head.hasOwner()))
                ? Optional.empty()
                : Optional.of(claim(
                        connection,
                        request,
                        heads.stream().map(head -> head.id().value()).toList()));
    }

    private static List<Head> heads(final Connection connection, final ClaimRequest request) throws SQLException {
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
                                    new QueuePlace(queue, row.getInt(2), row.getLong(3), row.getLong(4)),
                                    row.getBoolean(5),
                                    row.getBoolean(6)));
                        }
                    }
                }
            }
        }
        heads.addAll(declinedByOthers(connection, request));
        return heads.stream()
                .sorted(Comparator.comparing(Head::place, QueuePlace.IN_QUEUE))
                .limit(request.limit())
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
                            new QueuePlace(row.getString(7), row.getInt(2), row.getLong(3), row.getLong(4)),
                            row.getBoolean(5),
                            row.getBoolean(6)));
                }
            }
        }
        return declined;
    }

    private static List<Claimed> claim(final Connection connection, final ClaimRequest request, final List<UUID> ids)
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
            return claimed;
        }
    }
}
