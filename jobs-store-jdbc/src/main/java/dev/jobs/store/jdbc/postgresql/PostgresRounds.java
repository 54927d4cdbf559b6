package dev.jobs.store.jdbc.postgresql;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Rounds;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.database.Rounds.Last;
import dev.jobs.store.jdbc.database.Rounds.Order;
import dev.jobs.store.jdbc.database.RoundsQuery;
import dev.jobs.store.jdbc.postgresql.RoundStarts.Level;
import dev.jobs.store.jdbc.postgresql.RoundStarts.Look;
import dev.jobs.store.jdbc.table.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Looks up turns in one statement, by a look into an index for each owner, and one for each of the owner's jobs; and starts in another one, where they matter. Safe
 * to share between threads.
 */
final class PostgresRounds implements RoundsQuery {
    /** The turns of starts that are expected: an owner that submits its next job whenever one starts has started from the first round that waits. */
    private static final int STARTED_AT_FIRST = 1;

    private static final Rows<Asked> ASKED = Rows.<Asked>of(
                    "queue", "text", asked -> asked.owner().queue())
            .with("priority", "integer", asked -> asked.owner().priority())
            .with("owner", "text", asked -> asked.owner().name())
            .with("rounds", "integer", asked -> asked.backlog().rounds())
            .with("start", "bigint", Asked::start);

    private static final Rows<Asked> WEIGHTED =
            ASKED.with("weight", "integer", asked -> asked.backlog().weight());

    private static final String ENTRIES = """
            (coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_turn')), 0)
                + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_position')), 0))""";

    // The condition of an owner's last turn is that of its index, word for word, which no other index can serve.
    private static final String OWNERS_JOBS = """
            case when o.status = 'pending' and o.due then o.among_owners end
                and o.queue = r.queue and o.owner = r.owner and o.priority = r.priority""";

    /** The owner's jobs in its last turn, up to its weight. */
    private static final String JOBS_IN_LAST = String.format(Locale.ROOT, """
            case when r.weight > 1
                then (select count(*) from (select from jobs_job o where %s and o.turn = l.turn limit r.weight) as j)
                else 1 end""", OWNERS_JOBS);

    // From each turn the next one is looked up in the index of positions: to read it through would be to read all jobs
    // of a turn, one of each owner who waits. What was read is counted after the last row.
    private static String sql(final Rows<Asked> rows, final String jobsInLast) {
        return String.format(
                Locale.ROOT,
                """
                with read_before as materialized (select %5$s as entries),
                rounds as materialized (
                    select r.ordinal, r.has_owners, r.in_turns, l.turn as last, l.jobs as in_last, n.turn as next
                    from (
                        select b.*, coalesce(q.has_owners, false) as has_owners,
                            coalesce(q.queue_order = 'fair_by_owner', true) as in_turns
                        from (select * from %1$s where exists (select 1 from read_before) limit (select 2147483647)) as b
                        left join jobs_queue q on q.queue = b.queue) as r
                    left join lateral (
                        select l.turn, %7$s as jobs
                        from (
                            select o.turn
                            from jobs_job o
                            where r.in_turns and %6$s and o.turn >= r.start
                            order by o.turn desc
                            limit (select 1)) as l) as l on true
                    left join lateral (
                        with recursive round (turn, place) as (
                            select %3$s, 1
                            where r.in_turns and (r.has_owners or r.owner <> '')
                            union all
                            select %4$s, place + 1
                            from round
                            where round.turn is not null and place < r.rounds)
                        select turn from round where turn is not null) as n on true)
                select (%2$s), ordinal, has_owners, in_turns, last, next,
                    (select %5$s - (select entries from read_before) + 0 * after.rounds
                        from (select count(*) as rounds from rounds) as after),
                    in_last
                from rounds
                order by ordinal, next""",
                rows.unnested(PostgresSyntax.SYNTAX),
                PostgresSyntax.LAST_NUMBER,
                turnFrom("coalesce(l.turn + 1, r.start)"),
                turnFrom("round.turn + 1"),
                ENTRIES,
                OWNERS_JOBS,
                jobsInLast);
    }

    private final LongSupplier ticker;
    private final Plan withoutWeights;
    private final Plan withWeights;
    private final RoundStarts starts;
    private final PostgresOwnersStarts ownersStarts;

    /** @param ticker monotonic nanoseconds */
    PostgresRounds(final LongSupplier ticker) {
        this.ticker = ticker;
        this.withoutWeights = new Plan(ASKED, new ReplannedStatement(sql(ASKED, "1"), ticker));
        this.withWeights = new Plan(WEIGHTED, new ReplannedStatement(sql(WEIGHTED, JOBS_IN_LAST), ticker));
        this.starts = new RoundStarts(ticker);
        this.ownersStarts = new PostgresOwnersStarts(ticker);
    }

    /** The statement, and the parameters that it begins with: if no owner has a weight above 1, it knows of none and counts no jobs. */
    private record Plan(Rows<Asked> rows, ReplannedStatement statement) {}

    /** New jobs, and the turn at which their rounds are looked for. */
    private record Asked(Backlog backlog, long start) {
        Owner owner() {
            return backlog.owner();
        }

        Level level() {
            return PostgresRounds.level(backlog);
        }
    }

    private static Level level(final Backlog backlog) {
        return new Level(backlog.owner().queue(), backlog.owner().priority());
    }

    /** The turns that were found, and the number of entries that were read for them. */
    private record Answer(Rounds rounds, long entries) {}

    /** The first turn from this one on in which a job waits; null: there is none. */
    private static String turnFrom(final String turn) {
        return String.format(Locale.ROOT, """
                (select j.turn
                from jobs_job j
                where j.status = 'pending' and j.due
                    and j.queue = r.queue and j.priority = r.priority and j.turn >= %s
                order by j.turn
                limit 1)""", turn);
    }

    @Override
    public Rounds find(final Connection connection, final List<Backlog> backlogs) throws SQLException {
        final Rounds first = look(
                connection,
                backlogs.stream()
                        .map(backlog -> backlog.withMore(STARTED_AT_FIRST))
                        .toList());
        final List<List<Long>> started = ownersStarts.find(connection, backlogs, first.ofEach());
        final List<Joinable> found = new ArrayList<>();
        final Map<Integer, Backlog> again = new LinkedHashMap<>();
        for (int i = 0; i < backlogs.size(); i++) {
            found.add(first.ofEach().get(i).with(started.get(i)));
            final int missing = missing(backlogs.get(i), found.get(i));
            if (missing > 0) {
                again.put(i, backlogs.get(i).withMore(missing));
            }
        }
        return again.isEmpty() ? new Rounds(first.lastNumber(), found) : lookAgain(connection, again, found);
    }

    /** The number of rounds besides its own that a backlog may need still; 0: all that it needs were found, or all that there are. */
    private static int missing(final Backlog backlog, final Joinable found) {
        final Set<Long> started = Set.copyOf(found.started());
        final boolean isAll = found.next().size() < backlog.rounds() + STARTED_AT_FIRST;
        final long free =
                found.next().stream().filter(turn -> !started.contains(turn)).count();
        return isAll || free >= backlog.rounds() ? 0 : started.size();
    }

    /** Looks up more rounds for some of the backlogs, by their places. */
    private Rounds lookAgain(final Connection connection, final Map<Integer, Backlog> again, final List<Joinable> found)
            throws SQLException {
        final Rounds second = look(connection, List.copyOf(again.values()));
        final Iterator<Joinable> more = second.ofEach().iterator();
        again.keySet().forEach(i -> found.set(i, more.next().with(found.get(i).started())));
        return new Rounds(second.lastNumber(), found);
    }

    private Rounds look(final Connection connection, final List<Backlog> backlogs) throws SQLException {
        final Map<Level, Long> from = starts.current();
        final List<Asked> asked = backlogs.stream()
                .map(backlog -> new Asked(backlog, from.getOrDefault(level(backlog), 0L)))
                .toList();
        final Plan plan = backlogs.stream().allMatch(backlog -> backlog.weight() == JobRequest.DEFAULT_OWNER_WEIGHT)
                ? withoutWeights
                : withWeights;
        final long begin = ticker.getAsLong();
        try (PreparedStatement select =
                connection.prepareStatement(plan.statement().sql())) {
            plan.rows().bind(select, asked);
            try (ResultSet row = select.executeQuery()) {
                final Answer answer = read(row);
                final Rounds rounds = answer.rounds();
                starts.note(new Look(
                        from,
                        firstTurns(asked, rounds.ofEach()),
                        rounds.lastNumber(),
                        answer.entries(),
                        ticker.getAsLong() - begin));
                return rounds;
            }
        } finally {
            plan.statement().took(ticker.getAsLong() - begin);
        }
    }

    /** The first turns of the levels at which an owner has no job waiting: for the others they were not looked up. */
    private static Map<Level, Long> firstTurns(final List<Asked> asked, final List<Joinable> found) {
        final Map<Level, Long> first = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            final Joinable rounds = found.get(i);
            final boolean looked = rounds.queue().inTurns()
                    && (rounds.queue().amongOwners()
                            || !asked.get(i).owner().name().isEmpty());
            if (looked && rounds.last().equals(Last.NONE)) {
                first.put(
                        asked.get(i).level(),
                        rounds.next().isEmpty() ? Long.MAX_VALUE : rounds.next().get(0));
            }
        }
        return first;
    }

    private static Answer read(final ResultSet row) throws SQLException {
        final List<Joinable> all = new ArrayList<>();
        long lastNumber = 0;
        long entries = 0;
        boolean hasRow = row.next();
        while (hasRow) {
            lastNumber = row.getLong(1);
            entries = row.getLong(7);
            final long ordinal = row.getLong(2);
            final Order queue = new Order(row.getBoolean(3), row.getBoolean(4));
            final Optional<Long> lastTurn = Optional.ofNullable(row.getObject(5, Long.class));
            final int jobsInLast = row.getInt(8);
            final List<Long> next = new ArrayList<>();
            while (hasRow && row.getLong(2) == ordinal) {
                Optional.ofNullable(row.getObject(6, Long.class)).ifPresent(next::add);
                hasRow = row.next();
            }
            all.add(new Joinable(
                    queue, lastTurn.map(turn -> new Last(turn, jobsInLast)).orElse(Last.NONE), List.of(), next));
        }
        return new Answer(new Rounds(lastNumber, all), entries);
    }
}
