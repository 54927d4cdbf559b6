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
import java.util.Optional;
import java.util.function.LongSupplier;

/** Looks up turns in one statement, by a look into an index for each owner, and one for each of the owner's jobs. Safe to share between threads. */
final class PostgresRounds {
    private static final Rows<Backlog> BACKLOGS = Rows.<Backlog>of("queue", "text", Backlog::queue)
            .with("priority", "integer", Backlog::priority)
            .with("owner", "text", Backlog::owner)
            .with("jobs", "integer", Backlog::jobs);

    // From each turn the next one is looked up in the index of positions: to read it through would be to read all jobs
    // of a
    // turn, one of each owner who waits.
    private static final String SQL = """
            select (%2$s), r.ordinal, r.has_owners, r.in_turns, l.turn, n.turn
            from (
                select b.*, coalesce(q.has_owners, false) as has_owners,
                    coalesce(q.queue_order = 'fair_by_owner', true) as in_turns
                from (select * from %1$s limit (select 2147483647)) as b
                left join jobs_queue q on q.queue = b.queue) as r
            left join lateral (
                select o.turn
                from jobs_job o
                where o.status = 'pending' and o.due and o.among_owners and r.in_turns
                    and o.queue = r.queue and o.owner = r.owner and o.priority = r.priority
                order by o.turn desc
                limit (select 1)) as l on true
            left join lateral (
                with recursive round (turn, place) as (
                    select %3$s, 1
                    where r.in_turns and (r.has_owners or r.owner <> '')
                    union all
                    select %4$s, place + 1
                    from round
                    where round.turn is not null and place < r.jobs)
                select turn from round where turn is not null) as n on true
            order by r.ordinal, n.turn""".formatted(
                    BACKLOGS.unnested(PostgresSyntax.SYNTAX),
                    PostgresSyntax.LAST_NUMBER,
                    turnBehind("coalesce(l.turn, -1)"),
                    turnBehind("round.turn"));

    /** The next turn in which a job waits; null: there is none. */
    private static String turnBehind(final String turn) {
        return String.format(Locale.ROOT, """
                (select j.turn
                from jobs_job j
                where j.status = 'pending' and j.due
                    and j.queue = r.queue and j.priority = r.priority and j.turn > %s
                order by j.turn
                limit 1)""", turn);
    }

    private final LongSupplier ticker;
    private final ReplannedStatement plan;

    /** @param ticker monotonic nanoseconds */
    PostgresRounds(final LongSupplier ticker) {
        this.ticker = ticker;
        this.plan = new ReplannedStatement(SQL, ticker);
    }

    Rounds find(final Connection connection, final List<Backlog> backlogs) throws SQLException {
        final long begin = ticker.getAsLong();
        try (PreparedStatement select = connection.prepareStatement(plan.sql())) {
            BACKLOGS.bind(select, backlogs);
            try (ResultSet row = select.executeQuery()) {
                return read(row);
            }
        } finally {
            plan.took(ticker.getAsLong() - begin);
        }
    }

    private static Rounds read(final ResultSet row) throws SQLException {
        final List<Joinable> all = new ArrayList<>();
        long lastNumber = 0;
        boolean hasRow = row.next();
        while (hasRow) {
            lastNumber = row.getLong(1);
            final long ordinal = row.getLong(2);
            final boolean amongOwners = row.getBoolean(3);
            final boolean inTurns = row.getBoolean(4);
            final Optional<Long> last = Optional.ofNullable(row.getObject(5, Long.class));
            final List<Long> next = new ArrayList<>();
            while (hasRow && row.getLong(2) == ordinal) {
                Optional.ofNullable(row.getObject(6, Long.class)).ifPresent(next::add);
                hasRow = row.next();
            }
            all.add(new Joinable(amongOwners, inTurns, last.orElse(-1L), next));
        }
        return new Rounds(lastNumber, all);
    }
}
