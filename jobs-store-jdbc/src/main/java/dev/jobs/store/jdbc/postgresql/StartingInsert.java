package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.Claimed;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.write.Submissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Stores a job as processing, in the place of an insert and a claim. It stores nothing where a claim of that worker might bring another
 * job, or none: while something waits in one of its queues or has become due, while there is any pause, and while claims are refused.
 * So the job's turn is a new one, as that of any job that is submitted to a queue in which nothing waits.
 */
final class StartingInsert {
    private static final Rows.Statement<Draft> STATEMENT =
            Submissions.ALL_DRAFTS.statement(PostgresSyntax.SYNTAX, StartingInsert::sql);

    private static String sql(final String rows) {
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
                    and not exists (select 1 from jobs_job where status = 'pending' and due and %10$s)
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
            returning %9$s""",
                rows,
                PostgresSyntax.SYNTAX.now(),
                PostgresSyntax.SYNTAX.heardOnlyBeforePromotion(),
                JobConditions.pauseHolds(PostgresSyntax.SYNTAX),
                Submissions.COLUMNS,
                Submissions.VALUES,
                PostgresSyntax.SYNTAX.newTurn("cast(null as bigint)", "r.ordinal"),
                PostgresSyntax.SYNTAX.nowPlusMicros("(coalesce(r.time_limit_ms, cast(? as bigint)) * 1000)"),
                JobRow.COLUMNS,
                PostgresSyntax.SYNTAX.isInParameter("queue", "text"));
    }

    private final Transactions transactions;

    StartingInsert(final Transactions transactions) {
        this.transactions = transactions;
    }

    /** Stores and starts a job; empty if nothing was stored. */
    Optional<ClaimedJob> start(final Draft draft, final Lease lease, final ClaimRequest request) {
        return transactions.atMostOnce(
                "submit a job and start it", connection -> start(connection, draft, lease, request));
    }

    private static Optional<ClaimedJob> start(
            final Connection connection, final Draft draft, final Lease lease, final ClaimRequest request)
            throws SQLException {
        try (PreparedStatement insert = STATEMENT.prepare(connection, List.of(draft))) {
            int next = STATEMENT.next();
            insert.setObject(next++, request.worker().value());
            insert.setArray(
                    next++, connection.createArrayOf("varchar", request.queues().toArray()));
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
                        ? Optional.of(Claimed.read(row, request.worker()).job())
                        : Optional.empty();
            }
        }
    }
}
