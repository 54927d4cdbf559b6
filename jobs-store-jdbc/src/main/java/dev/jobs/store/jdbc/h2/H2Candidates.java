package dev.jobs.store.jdbc.h2;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.jdbc.limit.Candidate;
import dev.jobs.store.jdbc.limit.Candidates;
import dev.jobs.store.jdbc.limit.HeldLanes.HeldLane;
import dev.jobs.store.jdbc.limit.PassedOver;
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
import java.util.stream.Stream;

/** Finds candidates by simple statements for each lane: H2 mostly runs in this process. */
final class H2Candidates implements Candidates {
    // A job without limit keys has none of them, and a paused owner is somebody.
    private static final String NOT_PASSED = """
            not exists (
                    select 1 from unnest(cast(? as varchar array)) as passed (limit_key)
                    where locate(char(10) || passed.limit_key || char(10), char(10) || limit_keys || char(10)) > 0)
                and not array_contains(?, owner)""";

    private static final String FREE = head(H2Syntax.SYNTAX.isClaimable() + " and queue = ? and type = ?");

    private static final String FREE_BEHIND =
            head(H2Syntax.SYNTAX.isClaimable() + " and queue = ? and type = ? and " + NOT_PASSED);

    private static final String HELD =
            head("status = 'pending' and due = true and declined = false and held_by = ? and queue = ? and type = ?");

    private static final String HELD_AND_DECLINED =
            head("status = 'pending' and due = true and declined = true and held_by = ? and queue = ? and type = ?"
                    + " and not array_contains(declined_by, ?)");

    private static final String DECLINED = declined("");

    private static final String DECLINED_BEHIND = declined("and " + NOT_PASSED);

    private static final String PAUSED = String.format(
            Locale.ROOT,
            "select 1 from jobs_pause where %s and %s",
            JobConditions.pauseHolds(H2Syntax.SYNTAX),
            JobConditions.pauseCovers("?", "?"));

    private static final String LANES = String.format(
            Locale.ROOT,
            """
            select held_by, queue, type from jobs_held_lane
            where array_contains(?, queue) and array_contains(?, type)
                and (opens_at <= %s or array_contains(?, held_by))
                and not exists (select 1 from jobs_pause where %s and %s)
            order by opens_at nulls last, held_by
            limit %d""",
            H2Syntax.SYNTAX.now(),
            JobConditions.pauseHolds(H2Syntax.SYNTAX),
            JobConditions.pauseCovers("queue", "type"),
            MOST_LANES);

    // The whole index is named in the order, or H2 does not see that it needs no sort.
    private static String head(final String condition) {
        return String.format(
                Locale.ROOT,
                """
                select %s from jobs_job
                where %s
                order by %s, %s
                limit ?""",
                Candidate.columns("jobs_job"),
                condition,
                H2Syntax.SYNTAX.laneOrder(),
                QueuePlace.ORDER);
    }

    private static String declined(final String more) {
        return String.format(
                Locale.ROOT,
                """
                select %s from jobs_job
                where status = 'pending' and due = true and declined = true and held_by is null
                    and array_contains(?, queue) and array_contains(?, type) and not array_contains(declined_by, ?)
                    and not exists (select 1 from jobs_pause where %s and %s) %s
                order by %s
                limit ?""",
                Candidate.columns("jobs_job"),
                JobConditions.pauseHolds(H2Syntax.SYNTAX),
                JobConditions.pauseCovers("queue", "type"),
                more,
                QueuePlace.ORDER);
    }

    @Override
    public List<Candidate> free(
            final Connection connection, final ClaimRequest request, final int most, final PassedOver passedOver)
            throws SQLException {
        final List<Object> passed = passedOver.isEmpty()
                ? List.of()
                : List.of(
                        connection.createArrayOf("varchar", passedOver.keys().toArray()),
                        connection.createArrayOf("varchar", passedOver.owners().toArray()));
        final List<Candidate> found = new ArrayList<>();
        for (final String queue : request.queues()) {
            for (final String type : request.types()) {
                if (!isPaused(connection, queue, type)) {
                    found.addAll(read(
                            connection,
                            passed.isEmpty() ? FREE : FREE_BEHIND,
                            parameters(List.of(queue, type), passed, most)));
                }
            }
        }
        final List<Object> declined = List.of(
                connection.createArrayOf("varchar", request.queues().toArray()),
                connection.createArrayOf("varchar", request.types().toArray()),
                request.worker().value());
        found.addAll(
                read(connection, passed.isEmpty() ? DECLINED : DECLINED_BEHIND, parameters(declined, passed, most)));
        return found;
    }

    private static Object[] parameters(final List<Object> first, final List<Object> passed, final int most) {
        return Stream.of(first, passed, List.<Object>of(most))
                .flatMap(List::stream)
                .toArray();
    }

    private static boolean isPaused(final Connection connection, final String queue, final String type)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PAUSED)) {
            select.setString(1, queue);
            select.setString(2, type);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static List<Candidate> read(final Connection connection, final String sql, final Object... parameters)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
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
        final Map<HeldLane, List<Candidate>> found = new LinkedHashMap<>();
        for (final HeldLane lane : lanes(connection, request, holders)) {
            final List<Candidate> jobs =
                    new ArrayList<>(read(connection, HELD, lane.holder(), lane.queue(), lane.type(), most));
            jobs.addAll(read(
                    connection,
                    HELD_AND_DECLINED,
                    lane.holder(),
                    lane.queue(),
                    lane.type(),
                    request.worker().value(),
                    most));
            found.put(lane, jobs);
        }
        return found;
    }

    private static List<HeldLane> lanes(
            final Connection connection, final ClaimRequest request, final Collection<String> holders)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LANES)) {
            select.setArray(
                    1, connection.createArrayOf("varchar", request.queues().toArray()));
            select.setArray(
                    2, connection.createArrayOf("varchar", request.types().toArray()));
            select.setArray(3, connection.createArrayOf("varchar", holders.toArray()));
            final List<HeldLane> lanes = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lanes.add(new HeldLane(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
            return lanes;
        }
    }
}
