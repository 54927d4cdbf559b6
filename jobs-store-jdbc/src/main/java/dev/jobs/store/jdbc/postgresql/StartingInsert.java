package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.Claimed;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.write.Submissions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stores a job as processing, in the place of an insert and a claim. It stores nothing where a claim of that worker might bring another
 * job, or none: while something waits in one of its queues or has become due, while there is any pause, and while claims are refused.
 * So the job's turn is a new one, as that of any job that is submitted to a queue in which nothing waits.
 */
final class StartingInsert {
    private static final String WAITING = "select 1 from jobs_job where status = 'pending' and due and "
            + PostgresSyntax.SYNTAX.isInParameter("queue", "text");

    private static final Rows.Statement<Draft> STATEMENT = statement(String.format("and not exists (%s)", WAITING));

    /** The same where something can wait only behind a place of which is known that nothing waited ahead of it. */
    private static final Rows.Statement<Draft> BEHIND = statement(String.format(Locale.ROOT, """
            and not exists (%1$s and priority = ? and (turn, seq) > (?, ?))
            and not exists (%1$s and priority > ?)
            and not exists (%1$s and priority < ?)""", WAITING));

    private static Rows.Statement<Draft> statement(final String nothingWaits) {
        return Submissions.ALL_DRAFTS.statement(PostgresSyntax.SYNTAX, rows -> sql(rows, nothingWaits));
    }

    private static String sql(final String rows, final String nothingWaits) {
        return String.format(
                Locale.ROOT,
                """
            with drafts as (select * from %1$s),
            ready as materialized (
                select 1 from jobs_worker
                where worker_id = ? and expires_at > %2$s
                    and not exists (select 1 from jobs_worker where %3$s and expires_at > heard_at)
                    and not exists (select 1 from jobs_pause where %4$s)
                    and not exists (select 1 from jobs_job where status = 'pending' and due = false and due_at <= %2$s)
                    %10$s
                for key share
            )
            insert into jobs_job (%5$s, time_limit_ms, silence_limit_ms, fails_at_limit, rerun_of, owner_weight, due_at, created_at, updated_at, turn,
                among_owners, status, due, worker_id, attempt, lease, started_at, time_limit_at, time_limit_from)
            select %6$s, r.time_limit_ms, r.silence_limit_ms, r.fails_at_limit, r.rerun_of, r.owner_weight, %2$s, %2$s, %2$s, %7$s,
                r.owner <> '', 'processing', true, ?, 1, ?, %2$s,
                %8$s, case when coalesce(r.time_limit_ms, cast(? as bigint)) is not null then %2$s end
            from drafts r
            where exists (select 1 from ready)
            on conflict do nothing
            returning %9$s, %11$s""",
                rows,
                PostgresSyntax.SYNTAX.now(),
                PostgresSyntax.SYNTAX.heardOnlyBeforePromotion(),
                JobConditions.pauseHolds(PostgresSyntax.SYNTAX),
                Submissions.COLUMNS,
                Submissions.VALUES,
                PostgresSyntax.SYNTAX.newTurn("cast(null as bigint)", "r.ordinal"),
                PostgresSyntax.SYNTAX.nowPlusMicros("(coalesce(r.time_limit_ms, cast(? as bigint)) * 1000)"),
                JobRow.COLUMNS,
                nothingWaits,
                PostgresClaims.BLOCKS);
    }

    private final Transactions transactions;
    private final EmptyQueues emptyQueues;

    StartingInsert(final Transactions transactions) {
        this.transactions = transactions;
        this.emptyQueues = new EmptyQueues(transactions.ticker());
    }

    Optional<QueuePlace> behind(final Set<String> queues) {
        return emptyQueues.behind(queues);
    }

    /** Lets the next start look at all that waits: there may be something that was not there, ahead of what was. */
    void forget() {
        emptyQueues.forget();
    }

    /** Stores and starts a job; empty if nothing was stored. */
    Optional<ClaimedJob> start(final Draft draft, final Lease lease, final ClaimRequest request) {
        final Optional<QueuePlace> behind = emptyQueues.behind(request.queues());
        final long begin = transactions.ticker().getAsLong();
        final Optional<Started> started = transactions.atMostOnce(
                "submit a job and start it", connection -> start(connection, draft, lease, request, behind));
        if (behind.isEmpty()) {
            started.ifPresent(job -> emptyQueues.note(
                    request.queues(),
                    job.claimed().place(),
                    job.blocks(),
                    transactions.ticker().getAsLong() - begin));
        }
        return started.map(job -> job.claimed().job());
    }

    /** A job that was started, and the blocks that were read to see that nothing waits. */
    private record Started(Claimed claimed, long blocks) {}

    private static Optional<Started> start(
            final Connection connection,
            final Draft draft,
            final Lease lease,
            final ClaimRequest request,
            final Optional<QueuePlace> behind)
            throws SQLException {
        final Rows.Statement<Draft> statement = behind.isPresent() ? BEHIND : STATEMENT;
        try (PreparedStatement insert = statement.prepare(connection, List.of(draft))) {
            final Array queues =
                    connection.createArrayOf("varchar", request.queues().toArray());
            int next = statement.next();
            insert.setObject(next++, request.worker().value());
            insert.setArray(next++, queues);
            if (behind.isPresent()) {
                next = bind(insert, next, behind.get(), queues);
            }
            insert.setObject(next++, request.worker().value());
            insert.setLong(next++, lease.number());
            for (int i = 0; i < 2; i++) {
                if (request.timeLimit().isPresent()) {
                    insert.setLong(next++, request.timeLimit().get().toMillis());
                } else {
                    insert.setNull(next++, Types.BIGINT);
                }
            }
            try (ResultSet row = insert.executeQuery()) {
                return row.next()
                        ? Optional.of(new Started(Claimed.read(row, request.worker()), row.getLong(JobRow.NEXT)))
                        : Optional.empty();
            }
        }
    }

    private static int bind(
            final PreparedStatement insert, final int first, final QueuePlace behind, final Array queues)
            throws SQLException {
        insert.setInt(first, behind.priority());
        insert.setLong(first + 1, behind.turn());
        insert.setLong(first + 2, behind.seq());
        insert.setArray(first + 3, queues);
        insert.setInt(first + 4, behind.priority());
        insert.setArray(first + 5, queues);
        insert.setInt(first + 6, behind.priority());
        return first + 7;
    }
}
