package dev.jobs.store.jdbc.postgresql;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.database.Found;
import dev.jobs.store.jdbc.database.Found.Front;
import dev.jobs.store.jdbc.database.FoundRow;
import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * All of it in one statement: one round trip, and one moment. Whether a job is among the first of its queue is seen by
 * the one behind those; only if there are such jobs are all of them numbered, which takes several times as long.
 *
 * <p>How many ids there are is not for the planner to see, or it would make a plan for each call, which takes longer than
 * the answer; nor are the limits, or it would sort a short queue instead of reading it along the index, by a plan that
 * it keeps when the queue has become long.
 */
final class PostgresPollQuery implements PollQuery {
    private static final String SQL = String.format(
            Locale.ROOT,
            """
            with wanted as materialized (
                select %6$s, due, declined_by, result is not null as has_result from jobs_job where id = any(cast((select ?) as uuid[]))
            ),
            behind as materialized (
                select q.queue as behind_queue, b.priority as behind_priority, b.turn as behind_turn, b.seq as behind_seq
                from (select distinct queue from wanted where status = 'pending' and due) as q
                left join lateral (
                    select a.priority, a.turn, a.seq
                    from jobs_job a
                    where a.status = 'pending' and a.due and a.queue = q.queue
                    order by %7$s
                    offset (select %3$d) limit (select 1)) as b on true
            ),
            front as materialized (
                select q.queue as front_queue, f.front_seq, f.position
                from (
                    select distinct queue
                    from wanted
                    join behind on behind_queue = queue
                    where status = 'pending' and due and (
                        behind_seq is null or priority > behind_priority
                        or (priority = behind_priority and (turn, seq) < (behind_turn, behind_seq)))) as q
                cross join lateral (
                    select a.seq as front_seq, row_number() over (order by %7$s) as position
                    from jobs_job a
                    where a.status = 'pending' and a.due and a.queue = q.queue
                    order by %7$s
                    limit (select %2$d)) as f
            ),
            sizes as (
                select front_queue as size_queue, count(*) as size from front group by front_queue
            )
            select %1$s, due, %4$s, declined_by is not null, has_result, %5$s, %8$s, coalesce(position, %2$d), coalesce(size, %2$d)
            from wanted
            left join front on front_seq = seq
            left join sizes on size_queue = queue""",
            JobRow.COLUMNS,
            FRONT,
            EXACT,
            JobConditions.handled(PostgresSyntax.SYNTAX),
            PostgresSyntax.SYNTAX.now(),
            FoundRow.columns(PostgresSyntax.SYNTAX),
            QueuePlace.order("a"),
            FoundRow.pauseColumns(PostgresSyntax.SYNTAX));

    private static final int POSITION = FoundRow.NEXT;
    private static final int SIZE = FoundRow.NEXT + 1;

    private final LongSupplier ticker;
    private final ReplannedStatement plan;

    /** @param ticker monotonic nanoseconds */
    PostgresPollQuery(final LongSupplier ticker) {
        this.ticker = ticker;
        this.plan = new ReplannedStatement(SQL, ticker);
    }

    @Override
    public List<Found> find(final Connection connection, final Set<JobId> ids, final long largestResult)
            throws SQLException {
        final List<Found> all = new ArrayList<>(ids.size());
        final long begin = ticker.getAsLong();
        try (PreparedStatement select = connection.prepareStatement(plan.sql())) {
            select.setLong(1, largestResult);
            select.setArray(2, Ids.array(connection, ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(FoundRow.found(row, new Front(row.getLong(POSITION), row.getLong(SIZE))));
                }
            }
        } finally {
            // One that was cut short by a timeout too.
            plan.took(ticker.getAsLong() - begin);
        }
        return all;
    }
}
