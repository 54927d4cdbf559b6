package dev.jobs.store.jdbc.turn;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.database.Backlog.Kind;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.RoundsQuery;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets the jobs whose time has come take their places. A job that waits again has its turn, and one without an owner the place of its
 * submission; a job of an owner that was never due before gets its turn now, as if it were submitted now. Safe to share between
 * threads.
 */
public final class Promotion {
    private static final int AT_ONCE = 1_000;
    private static final String TAKES_TURN = "owner <> '' and started_at is null";

    private static final Rows<Due> DUES = Rows.<Due>of(
                    "id", "uuid", due -> due.id().value())
            .with("turn", "bigint", due -> due.turn().orElse(null));

    private final RoundsQuery rounds;
    private final String promote;
    private final String find;
    private final String takeTurns;

    /** @param ticker monotonic nanoseconds */
    public Promotion(final Database database, final LongSupplier ticker) {
        this.rounds = database.roundsQuery(ticker);
        final Syntax syntax = database.syntax();
        final String due = "status = 'pending' and due = false and due_at <= " + syntax.now();
        this.promote = syntax.counting(
                String.format(Locale.ROOT, """
                        update jobs_job set due = true
                        where id in (
                            select id from jobs_job where %s and not (%s)
                            order by due_at limit %d %s)""", due, TAKES_TURN, AT_ONCE, syntax.lockingFreeRows()),
                "exists (select 1 from jobs_job where " + due + " and " + TAKES_TURN + ")");
        this.find = "select id, queue, priority, owner, type, coalesce(owner_weight, 1) from jobs_job where " + due
                + " and " + TAKES_TURN + " order by due_at, seq limit " + AT_ONCE;
        this.takeTurns = syntax.updateFrom(
                "j.id",
                "due = true, " + syntax.turnColumn() + " = coalesce(r.turn, j." + syntax.turnColumn()
                        + "), among_owners = true",
                DUES.unnested(syntax),
                "j.status = 'pending' and j.due = false");
    }

    /** A job that is due, and its turn; empty: the one it has. */
    private record Due(JobId id, TurnPlan.NewJob job, Optional<Long> turn) {}

    /** Promotes the jobs that are due, a thousand at most; answers with their number. */
    public int promote(final Connection connection) throws SQLException {
        final int promoted;
        final boolean more;
        try (PreparedStatement update = connection.prepareStatement(promote);
                ResultSet row = update.executeQuery()) {
            row.next();
            promoted = row.getInt(1);
            more = row.getBoolean(2);
        }
        return more ? promoted + takeTurns(connection) : promoted;
    }

    private int takeTurns(final Connection connection) throws SQLException {
        final List<Due> due = inTurns(connection, find(connection));
        if (due.isEmpty()) {
            return 0;
        }
        int changed = 0;
        try (PreparedStatement update = connection.prepareStatement(takeTurns)) {
            DUES.bind(
                    update,
                    due.stream()
                            .sorted((one, other) -> one.id().compareTo(other.id()))
                            .toList());
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    changed++;
                }
            }
        }
        return changed;
    }

    private List<Due> find(final Connection connection) throws SQLException {
        final List<Due> due = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(find);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                due.add(new Due(
                        JobRow.id(row, 1),
                        new TurnPlan.NewJob(
                                new Kind(
                                        new Owner(row.getString(2), row.getInt(3), row.getString(4)), row.getString(5)),
                                row.getInt(6)),
                        Optional.empty()));
            }
        }
        return due;
    }

    private List<Due> inTurns(final Connection connection, final List<Due> due) throws SQLException {
        final TurnPlan plan =
                TurnPlan.of(rounds, connection, due.stream().map(Due::job).toList());
        return due.stream()
                .map(one -> plan.isInTurns(one.job().owner())
                        ? new Due(one.id(), one.job(), Optional.of(plan.nextTurn(one.job())))
                        : one)
                .toList();
    }
}
