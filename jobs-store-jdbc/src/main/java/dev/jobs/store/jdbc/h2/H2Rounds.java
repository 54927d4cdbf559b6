package dev.jobs.store.jdbc.h2;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Rounds;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.database.Rounds.Last;
import dev.jobs.store.jdbc.database.Rounds.Order;
import dev.jobs.store.operations.QueueOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Looks up turns one by one: H2 would sort a whole queue for several at once, and mostly runs in this process. */
final class H2Rounds {
    private static final long NONE = Last.NONE.turn();

    private static final String ORDER = "select queue_order, has_owners from jobs_queue where queue = ?";

    // The whole index is named in the order, or H2 does not see that it needs no sort.
    private static final String LAST = """
            select turn from jobs_job
            where status = 'pending' and due = true and queue = ? and owner = ? and priority = ? and among_owners = true
            order by status, due, queue, owner, priority, turn desc
            limit 1""";

    // By the first turn that is wanted: for "turn > ?" H2 would enter the index at the jobs of that turn and read all
    // of
    // them, one of each owner who waits.
    static final String NEXT = String.format(Locale.ROOT, """
            select turn from jobs_job
            where status = 'pending' and due = true and queue = ? and priority = ? and turn >= ?
            order by %s
            limit 1""", H2Syntax.SYNTAX.positionOrder());

    private static final String JOBS_IN_LAST = """
            select count(*) from (
                select 1 from jobs_job
                where status = 'pending' and due = true and queue = ? and owner = ? and priority = ? and turn = ?
                    and among_owners = true
                limit ?)""";

    static final String NEWEST = """
            select queue, priority, turn, type, started_at is not null and not (status = 'pending' and due = true)
            from jobs_job
            where owner = ?
            order by owner desc, id desc
            limit ?""";

    private static final String LAST_NUMBER = "select seq from jobs_job order by _rowid_ desc limit 1";

    private final Connection connection;

    private H2Rounds(final Connection connection) {
        this.connection = connection;
    }

    static Rounds find(final Connection connection, final List<Backlog> backlogs) throws SQLException {
        final H2Rounds rounds = new H2Rounds(connection);
        final List<Joinable> all = new ArrayList<>(backlogs.size());
        for (final Backlog backlog : backlogs) {
            all.add(rounds.joinable(backlog));
        }
        return new Rounds(Math.max(0, rounds.first(LAST_NUMBER)), all);
    }

    private Joinable joinable(final Backlog backlog) throws SQLException {
        final Order queue = order(backlog.owner().queue());
        if (!queue.inTurns() || (!queue.amongOwners() && backlog.owner().name().isEmpty())) {
            return new Joinable(queue, Last.NONE, List.of(), List.of());
        }
        final Owner owner = backlog.owner();
        final long turn = first(LAST, owner.queue(), owner.name(), owner.priority());
        final Last last = turn == NONE ? Last.NONE : new Last(turn, jobsIn(turn, backlog));
        final Joinable found = new Joinable(queue, last, List.of(), behind(turn, backlog, List.of()));
        final OptionalLong from = found.firstToCount(backlog.weight());
        final List<Long> started =
                from.isPresent() && !owner.name().isEmpty() ? started(backlog, from.getAsLong()) : List.of();
        return new Joinable(queue, last, started, started.isEmpty() ? found.next() : behind(turn, backlog, started));
    }

    private Order order(final String queue) throws SQLException {
        try (PreparedStatement select = prepared(ORDER, queue);
                ResultSet row = select.executeQuery()) {
            return row.next()
                    ? new Order(row.getBoolean(2), row.getString(1).equals(QueueOrder.FAIR_BY_OWNER.wireName()))
                    : new Order(false, true);
        }
    }

    private int jobsIn(final long turn, final Backlog backlog) throws SQLException {
        final Owner owner = backlog.owner();
        return backlog.weight() == JobRequest.DEFAULT_OWNER_WEIGHT
                ? 1
                : (int) first(JOBS_IN_LAST, owner.queue(), owner.name(), owner.priority(), turn, backlog.weight());
    }

    /** The turns from this one on from which the owner has started jobs of the backlog's type. */
    private List<Long> started(final Backlog backlog, final long from) throws SQLException {
        final Owner owner = backlog.owner();
        final List<Long> turns = new ArrayList<>();
        int earlier = 0;
        try (PreparedStatement select = prepared(NEWEST, owner.name(), Rounds.NEWEST);
                ResultSet row = select.executeQuery()) {
            while (earlier < Rounds.EARLIER && row.next()) {
                if (row.getString(1).equals(owner.queue()) && row.getInt(2) == owner.priority()) {
                    final long turn = row.getLong(3);
                    earlier += turn < from ? 1 : 0;
                    if (turn >= from && row.getString(4).equals(backlog.kind().type()) && row.getBoolean(5)) {
                        turns.add(turn);
                    }
                }
            }
        }
        return turns;
    }

    private List<Long> behind(final long first, final Backlog backlog, final List<Long> started) throws SQLException {
        final List<Long> turns = new ArrayList<>();
        long turn = first;
        int places = 0;
        while (places < backlog.rounds()) {
            turn = first(NEXT, backlog.owner().queue(), backlog.owner().priority(), turn + 1);
            if (turn == NONE) {
                return turns;
            }
            turns.add(turn);
            places += started.contains(turn) ? 0 : 1;
        }
        return turns;
    }

    private long first(final String sql, final Object... parameters) throws SQLException {
        try (PreparedStatement select = prepared(sql, parameters);
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : NONE;
        }
    }

    private PreparedStatement prepared(final String sql, final Object... parameters) throws SQLException {
        final PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
