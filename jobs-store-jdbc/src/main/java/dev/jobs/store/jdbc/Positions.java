package dev.jobs.store.jdbc;

import dev.jobs.JobId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells how many jobs are ahead of others.
 *
 * <p>Up to {@value #EXACT} they are counted along an index that has only what waits: exact, and as fast at any depth.
 * Further behind, counting would take longer the more there are. There every thousandth job of the queue is remembered
 * with its number, for some seconds, and a job's position is the number of the last one remembered ahead of it, and what
 * is counted between the two.
 */
final class Positions {
    private static final int EXACT = 1_000;

    private final Dialect dialect;
    private final Transactions transactions;
    private final Map<String, QueueSnapshot> snapshots = new ConcurrentHashMap<>();

    Positions(final Dialect dialect, final Transactions transactions) {
        this.dialect = dialect;
        this.transactions = transactions;
    }

    /** Where a job stands: within its queue first by priority, then in the order of submission. */
    record Place(JobId id, String queue, int priority, long seq) {}

    Map<JobId, Long> positions(final Collection<JobId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return transactions.statement("find queue positions", connection -> positions(connection, ids));
    }

    private Map<JobId, Long> positions(final Connection connection, final Collection<JobId> ids) throws SQLException {
        promote(connection);
        final List<Place> places = places(connection, ids);
        final Map<JobId, Long> positions = new HashMap<>();
        final List<Long> ahead =
                dialect == Dialect.POSTGRESQL ? ahead(connection, places) : aheadEach(connection, places);
        for (int i = 0; i < places.size(); i++) {
            final Place place = places.get(i);
            positions.put(place.id(), ahead.get(i) < EXACT ? ahead.get(i) + 1 : estimate(connection, place));
        }
        return positions;
    }

    /** Puts jobs whose time has come where they belong, if there are any. */
    private void promote(final Connection connection) throws SQLException {
        final String late = "select 1 from jobs_job where status = 'pending' and due = false and due_at <= "
                + dialect.now() + " limit 1";
        boolean any = true;
        while (any) {
            try (PreparedStatement select = connection.prepareStatement(late);
                    ResultSet row = select.executeQuery()) {
                any = row.next();
            }
            if (any) {
                try (PreparedStatement update = connection.prepareStatement(Claims.promotion(dialect, ""))) {
                    any = update.executeUpdate() > 0;
                }
            }
        }
    }

    private static List<Place> places(final Connection connection, final Collection<JobId> ids) throws SQLException {
        final String sql =
                "select id, queue, priority, seq from jobs_job where id = any(?) and status = 'pending' and due = true";
        final List<Place> places = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, Ids.array(connection, ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    places.add(new Place(JobRow.id(row, 1), row.getString(2), row.getInt(3), row.getLong(4)));
                }
            }
        }
        return places;
    }

    /** The jobs ahead of each place, in one round trip; at most {@value #EXACT} of each kind are counted. */
    private List<Long> ahead(final Connection connection, final List<Place> places) throws SQLException {
        if (places.isEmpty()) {
            return List.of();
        }
        final Rows<Place> rows = Rows.of(places)
                .with("queue", "text", Place::queue)
                .with("priority", "integer", Place::priority)
                .with("seq", "bigint", Place::seq);
        final String sql = "select " + counts("r.queue", "r.priority", "r.seq") + " from " + rows.unnested(dialect)
                + " order by r.ordinal";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            rows.bind(select, 1);
            return numbers(select);
        }
    }

    // H2 has no subquery that looks outwards from a derived table.
    private static List<Long> aheadEach(final Connection connection, final List<Place> places) throws SQLException {
        final List<Long> ahead = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select " + counts("?", "?", "?"))) {
            for (final Place place : places) {
                select.setString(1, place.queue());
                select.setInt(2, place.priority());
                select.setString(3, place.queue());
                select.setInt(4, place.priority());
                select.setLong(5, place.seq());
                ahead.addAll(numbers(select));
            }
        }
        return ahead;
    }

    private static List<Long> numbers(final PreparedStatement select) throws SQLException {
        final List<Long> numbers = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
        }
        return numbers;
    }

    // Two ranges of the index, since one condition on both columns would be a scan.
    private static String counts(final String queue, final String priority, final String seq) {
        return """
                (select count(*) from (
                    select 1 from jobs_job a
                    where a.status = 'pending' and a.due = true and a.queue = %1$s and a.priority > %2$s
                    limit %4$d) as higher)
                + (select count(*) from (
                    select 1 from jobs_job a
                    where a.status = 'pending' and a.due = true and a.queue = %1$s and a.priority = %2$s
                        and a.seq < %3$s
                    limit %4$d) as earlier)""".formatted(queue, priority, seq, EXACT);
    }

    private long estimate(final Connection connection, final Place place) throws SQLException {
        final QueueSnapshot snapshot = snapshots.computeIfAbsent(place.queue(), QueueSnapshot::new);
        return Math.max(EXACT + 1L, snapshot.position(connection, place));
    }
}
