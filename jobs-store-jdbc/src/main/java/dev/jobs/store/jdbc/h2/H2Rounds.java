package dev.jobs.store.jdbc.h2;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Rounds;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.database.Rounds.Last;
import dev.jobs.store.operations.QueueOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    private static final String LAST_NUMBER = "select seq from jobs_job order by _rowid_ desc limit 1";

    private H2Rounds() {}

    static Rounds find(final Connection connection, final List<Backlog> backlogs) throws SQLException {
        final List<Joinable> all = new ArrayList<>(backlogs.size());
        try (PreparedStatement order = connection.prepareStatement(ORDER);
                PreparedStatement last = connection.prepareStatement(LAST);
                PreparedStatement jobsInLast = connection.prepareStatement(JOBS_IN_LAST);
                PreparedStatement next = connection.prepareStatement(NEXT);
                PreparedStatement number = connection.prepareStatement(LAST_NUMBER)) {
            for (final Backlog backlog : backlogs) {
                boolean amongOwners = false;
                boolean inTurns = true;
                order.setString(1, backlog.owner().queue());
                try (ResultSet row = order.executeQuery()) {
                    if (row.next()) {
                        inTurns = row.getString(1).equals(QueueOrder.FAIR_BY_OWNER.wireName());
                        amongOwners = row.getBoolean(2);
                    }
                }
                if (inTurns && (amongOwners || !backlog.owner().name().isEmpty())) {
                    final long ofOwner = last(last, backlog.owner());
                    all.add(new Joinable(
                            amongOwners,
                            true,
                            new Last(ofOwner, jobsIn(jobsInLast, backlog, ofOwner)),
                            behind(next, backlog, ofOwner)));
                } else {
                    all.add(new Joinable(amongOwners, inTurns, Last.NONE, List.of()));
                }
            }
            return new Rounds(Math.max(0, first(number)), all);
        }
    }

    private static long last(final PreparedStatement select, final Owner owner) throws SQLException {
        bind(select, owner);
        return first(select);
    }

    private static void bind(final PreparedStatement select, final Owner owner) throws SQLException {
        select.setString(1, owner.queue());
        select.setString(2, owner.name());
        select.setInt(3, owner.priority());
    }

    private static int jobsIn(final PreparedStatement select, final Backlog backlog, final long turn)
            throws SQLException {
        if (turn == NONE || backlog.weight() == JobRequest.DEFAULT_OWNER_WEIGHT) {
            return 0;
        }
        bind(select, backlog.owner());
        select.setLong(4, turn);
        select.setInt(5, backlog.weight());
        return (int) first(select);
    }

    private static List<Long> behind(final PreparedStatement next, final Backlog backlog, final long first)
            throws SQLException {
        final List<Long> turns = new ArrayList<>();
        next.setString(1, backlog.owner().queue());
        next.setInt(2, backlog.owner().priority());
        long turn = first;
        while (turns.size() < backlog.rounds()) {
            next.setLong(3, turn + 1);
            turn = first(next);
            if (turn == NONE) {
                return turns;
            }
            turns.add(turn);
        }
        return turns;
    }

    private static long first(final PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : NONE;
        }
    }
}
