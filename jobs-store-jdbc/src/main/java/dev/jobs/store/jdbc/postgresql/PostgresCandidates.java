package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.jdbc.limit.Candidate;
import dev.jobs.store.jdbc.limit.Candidates;
import dev.jobs.store.jdbc.limit.HeldLanes.HeldLane;
import dev.jobs.store.jdbc.limit.PassedOver;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Known;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Lane;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Start;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds candidates by a statement for the lanes of free jobs, and one for those of held jobs. */
final class PostgresCandidates implements Candidates {
    /** The common table expressions of the pauses that hold, and of the lanes that none of them covers, with their starts. */
    static final String LANES = String.format(
            Locale.ROOT,
            """
            paused as materialized (
                select kind, name from jobs_pause where %s
            ),
            lanes as materialized (
                select l.*, l.seq is not null as has_start
                from unnest((select cast(? as text[])), cast(? as text[]), cast(? as integer[]), cast(? as bigint[]),
                        cast(? as bigint[]))
                    as l (queue, type, priority, turn, seq)
                where not exists (select 1 from paused where %s)
            )""",
            JobConditions.pauseHolds(PostgresSyntax.SYNTAX),
            JobConditions.pauseCovers("l.queue", "l.type"));

    /** The condition that a job may start with a worker, a parameter, and not with others, which have declined it. */
    static final String DECLINED_BY_OTHERS =
            "status = 'pending' and due and held_by is null and declined_by is not null and not (? = any(declined_by))";

    // The limit keys and owners whose jobs are passed over, as arrays that the planner does not see.
    private static final String PASSED = """
            passed as materialized (select cast(? as text[]) as keys, cast(? as text[]) as owners)""";

    private static final String FREE = free(Look.AT_ALL, "");

    private static final String DECLINED_TOO = free(Look.AT_ALL, declinedHead(Look.AT_ALL));

    private static final String FREE_BEHIND = free(Look.PASSING_SOME, "");

    private static final String DECLINED_TOO_BEHIND = free(Look.PASSING_SOME, declinedHead(Look.PASSING_SOME));

    private static final String HELD = String.format(
            Locale.ROOT,
            """
            with %1$s,
            held as materialized (
                select h.held_by, h.queue, h.type
                from jobs_held_lane h join lanes l on l.queue = h.queue and l.type = h.type
                where h.opens_at <= %2$s or h.held_by = any(?)
                order by h.opens_at nulls last, h.held_by
                limit %3$d
            )
            select held.held_by as holder, held.queue as lane_queue, held.type as lane_type, head.*
            from held left join lateral (
                select %4$s
                from jobs_job j
                where j.status = 'pending' and j.due and j.held_by = held.held_by and j.queue = held.queue and j.type = held.type
                    and (j.declined_by is null or not (? = any(j.declined_by)))
                order by %5$s
                limit (select cast(? as bigint))) as head on true""",
            LANES,
            PostgresSyntax.SYNTAX.now(),
            MOST_LANES,
            Candidate.columns("j"),
            QueuePlace.order("j"));

    private static final int FIRST_OF_JOB = 4;

    private final Known known;
    private final boolean declinedToo;

    /**
     * @param known the places behind which it reads
     * @param declinedToo whether it reads the jobs that other workers have declined
     */
    PostgresCandidates(final Known known, final boolean declinedToo) {
        this.known = known;
        this.declinedToo = declinedToo;
    }

    /** The jobs at which a query looks. */
    private enum Look {
        AT_ALL,
        PASSING_SOME
    }

    private static String free(final Look look, final String declined) {
        return "with " + LANES + (look == Look.AT_ALL ? "" : ", " + PASSED) + " "
                + head(look, PostgresSyntax.SYNTAX.isClaimable(), "not l.has_start") + " union all "
                + head(
                        look,
                        PostgresSyntax.SYNTAX.isClaimable()
                                + " and j.priority = l.priority and (j.turn, j.seq) > (l.turn, l.seq)",
                        "l.has_start")
                + " " + declined;
    }

    private static String declinedHead(final Look look) {
        return "union all " + head(look, DECLINED_BY_OTHERS, "true");
    }

    private static String head(final Look look, final String condition, final String lanes) {
        final String passing = look == Look.AT_ALL ? "" : """
                and not coalesce(string_to_array(j.limit_keys, E'\\n') && (select keys from passed), false)
                        and not j.owner = any((select owners from passed)::text[])""";
        return String.format(
                Locale.ROOT, """
                select head.*
                from lanes as l
                cross join lateral (
                    select %s
                    from jobs_job j
                    where %s and j.queue = l.queue and j.type = l.type
                        %s
                    order by %s
                    limit (select cast(? as bigint))) as head
                where %s""", Candidate.columns("j"), condition, passing, QueuePlace.order("j"), lanes);
    }

    @Override
    public List<Candidate> free(
            final Connection connection, final ClaimRequest request, final int most, final PassedOver passedOver)
            throws SQLException {
        final String sql = passedOver.isEmpty()
                ? declinedToo ? DECLINED_TOO : FREE
                : declinedToo ? DECLINED_TOO_BEHIND : FREE_BEHIND;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int next = bindLanes(select, 1, request, known);
            if (!passedOver.isEmpty()) {
                select.setArray(
                        next, connection.createArrayOf("text", passedOver.keys().toArray()));
                select.setArray(
                        next + 1,
                        connection.createArrayOf("text", passedOver.owners().toArray()));
                next += 2;
            }
            select.setInt(next, most);
            select.setInt(next + 1, most);
            next += 2;
            if (declinedToo) {
                select.setObject(next, request.worker().value());
                select.setInt(next + 1, most);
            }
            final List<Candidate> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(Candidate.read(row, 1));
                }
            }
            return found;
        }
    }

    @Override
    public Map<HeldLane, List<Candidate>> held(
            final Connection connection, final ClaimRequest request, final Collection<String> holders, final int most)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HELD)) {
            final int next = bindLanes(select, 1, request, known);
            select.setArray(next, connection.createArrayOf("varchar", holders.toArray()));
            select.setObject(next + 1, request.worker().value());
            select.setInt(next + 2, most);
            final Map<HeldLane, List<Candidate>> found = new LinkedHashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    final List<Candidate> jobs = found.computeIfAbsent(
                            new HeldLane(row.getString(1), row.getString(2), row.getString(3)),
                            lane -> new ArrayList<>());
                    if (row.getObject(FIRST_OF_JOB) != null) {
                        jobs.add(Candidate.read(row, FIRST_OF_JOB));
                    }
                }
            }
            return found;
        }
    }

    /** Sets the parameters of {@link #LANES}, from this one on; answers with the number of the next one. */
    static int bindLanes(
            final PreparedStatement statement, final int first, final ClaimRequest request, final Known known)
            throws SQLException {
        final List<Lane> lanes = lanes(request);
        final String[] queues = new String[lanes.size()];
        final String[] types = new String[lanes.size()];
        final @Nullable Integer[] priorities = new Integer[lanes.size()];
        final @Nullable Long[] turns = new Long[lanes.size()];
        final @Nullable Long[] seqs = new Long[lanes.size()];
        for (int i = 0; i < queues.length; i++) {
            final Lane lane = lanes.get(i);
            queues[i] = lane.queue();
            types[i] = lane.type();
            final Optional<Start> start = known.of(lane);
            if (start.isPresent()) {
                priorities[i] = start.get().priority();
                turns[i] = start.get().turn();
                seqs[i] = start.get().seq();
            }
        }
        final Connection connection = statement.getConnection();
        statement.setArray(first, connection.createArrayOf("text", queues));
        statement.setArray(first + 1, connection.createArrayOf("text", types));
        statement.setArray(first + 2, connection.createArrayOf("integer", priorities));
        statement.setArray(first + 3, connection.createArrayOf("bigint", turns));
        statement.setArray(first + 4, connection.createArrayOf("bigint", seqs));
        return first + 5;
    }

    // Without streams: on a worker with little to do jobs wait for code that is not compiled yet.
    private static List<Lane> lanes(final ClaimRequest request) {
        final List<Lane> lanes = new ArrayList<>();
        for (final String queue : request.queues()) {
            for (final String type : request.types()) {
                lanes.add(new Lane(queue, type));
            }
        }
        return lanes;
    }
}
