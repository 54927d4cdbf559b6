package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Rounds;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.table.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Looks up from which turns owners have started. Safe to share between threads.
 *
 * <p>An owner's jobs are read one by one from the newest on, which the index of its lists gives, until some are of earlier turns than those
 * that matter: mostly these are the first ones. An index of starts by their turns would have two entries more for each job, at as many places as there are
 * owners.
 */
final class PostgresOwnersStarts {
    private static final Rows<Asked> ASKED = Rows.<Asked>of(
                    "queue", "text", asked -> asked.backlog().owner().queue())
            .with("priority", "integer", asked -> asked.backlog().owner().priority())
            .with("owner", "text", asked -> asked.backlog().owner().name())
            .with("type", "text", asked -> asked.backlog().kind().type())
            .with("from_turn", "bigint", Asked::from);

    // The number of rows is out of the planner's sight, or it makes a new plan for each call. The order is one that
    // only the index of an owner's jobs has, also where all jobs are of one owner.
    private static final String SQL = String.format(
            Locale.ROOT,
            """
            with recursive newest as (
                select r.ordinal, r.owner, r.queue, r.priority, r.type, r.from_turn, j.id, j.turn, j.counts, j.earlier, 1 as place
                from (select * from %s limit (select 2147483647)) as r cross join lateral (%s) as j
                union all
                select r.ordinal, r.owner, r.queue, r.priority, r.type, r.from_turn, j.id, j.turn, j.counts, r.earlier + j.earlier, place + 1
                from newest as r cross join lateral (%s) as j
                where r.earlier < %d and place < %d)
            select ordinal, turn from newest where counts order by ordinal""",
            ASKED.unnested(PostgresSyntax.SYNTAX),
            newest("(o.owner, o.id) <= (r.owner collate \"C\", 'ffffffff-ffff-ffff-ffff-ffffffffffff')"),
            newest("(o.owner, o.id) < (r.owner collate \"C\", r.id)"),
            Rounds.EARLIER,
            Rounds.NEWEST);

    private final LongSupplier ticker;
    private final ReplannedStatement statement;

    /** @param ticker monotonic nanoseconds */
    PostgresOwnersStarts(final LongSupplier ticker) {
        this.ticker = ticker;
        this.statement = new ReplannedStatement(SQL, ticker);
    }

    /** New jobs, and the turn from which on starts matter to them. */
    private record Asked(Backlog backlog, long from) {}

    private static String newest(final String condition) {
        return String.format(Locale.ROOT, """
                select o.id, o.turn,
                    (o.queue = r.queue and o.priority = r.priority and o.turn < r.from_turn)::int as earlier,
                    o.queue = r.queue and o.priority = r.priority and o.turn >= r.from_turn and o.type = r.type
                        and o.started_at is not null and not (o.status = 'pending' and o.due) as counts
                from jobs_job o
                where o.owner <> '' and o.owner >= r.owner collate "C" and %s
                order by o.owner desc, o.id desc
                limit 1""", condition);
    }

    /** The turns from which the owner of each backlog has started jobs of its type, where they matter. */
    List<List<Long>> find(final Connection connection, final List<Backlog> backlogs, final List<Joinable> rounds)
            throws SQLException {
        final List<List<Long>> starts = new ArrayList<>();
        final List<Asked> asked = new ArrayList<>();
        final List<List<Long>> ofAsked = new ArrayList<>();
        for (final Backlog backlog : backlogs) {
            final List<Long> turns = new ArrayList<>();
            final OptionalLong from = rounds.get(starts.size()).firstToCount(backlog.weight());
            if (from.isPresent() && !backlog.owner().name().isEmpty()) {
                asked.add(new Asked(backlog, from.getAsLong()));
                ofAsked.add(turns);
            }
            starts.add(turns);
        }
        if (!asked.isEmpty()) {
            read(connection, asked, ofAsked);
        }
        return starts;
    }

    private void read(final Connection connection, final List<Asked> asked, final List<List<Long>> turns)
            throws SQLException {
        final long begin = ticker.getAsLong();
        try (PreparedStatement select = connection.prepareStatement(statement.sql())) {
            ASKED.bind(select, asked);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    turns.get(row.getInt(1) - 1).add(row.getLong(2));
                }
            }
        } finally {
            statement.took(ticker.getAsLong() - begin);
        }
    }
}
