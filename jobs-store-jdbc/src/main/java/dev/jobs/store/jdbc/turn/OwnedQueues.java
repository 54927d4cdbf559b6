package dev.jobs.store.jdbc.turn;

import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Writes that a queue has owners: once in its life, each time with the same result. Safe to share between threads. */
final class OwnedQueues {
    /** The number of jobs at the end of each priority that are marked: as many would have to be cancelled for the mark to be missed. */
    private static final int MARKED = 1_000;

    private final String add;
    private final String mark;

    OwnedQueues(final Syntax syntax) {
        this.add = syntax.insertOrUpdate(
                "jobs_queue",
                "select cast(? as varchar(200)) as queue, 'fair_by_owner' as queue_order, true as has_owners",
                List.of("queue", "queue_order", "has_owners"),
                List.of("queue"),
                given -> "has_owners = true");
        this.mark = String.format(Locale.ROOT, """
                update jobs_job set among_owners = true
                where among_owners = false and id in (
                    select id from (
                        select id, row_number() over (partition by priority order by turn desc, seq desc) as place
                        from jobs_job where status = 'pending' and due = true and queue = ?) as waiting
                    where place <= %d
                    union all
                    select id from jobs_job where worker_id is not null and queue = ?
                    union all
                    select id from jobs_job where status = 'pending' and due = false and attempt > 0 and queue = ?)""", MARKED);
    }

    void add(final Connection connection, final String queue) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(add)) {
            insert.setString(1, queue);
            insert.executeUpdate();
        }
        mark(connection, queue);
    }

    /** Lets the last turns of the jobs without owners be found that were submitted when there was no need. */
    void mark(final Connection connection, final String queue) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(mark)) {
            update.setString(1, queue);
            update.setString(2, queue);
            update.setString(3, queue);
            update.executeUpdate();
        }
    }
}
