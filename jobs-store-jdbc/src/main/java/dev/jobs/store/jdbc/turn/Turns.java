package dev.jobs.store.jdbc.turn;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.database.Backlog.Kind;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.RoundsQuery;
import dev.jobs.store.jdbc.table.Draft;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Gives new jobs their turns. Safe to share between threads.
 *
 * <h2>The rule</h2>
 *
 * <p>A queue's order is by priority, then by turn, then by number. A job's turn is the first one, of those in which jobs of its queue
 * and priority wait, that its owner has had no job in yet; it is behind all in which the owner's jobs wait. If there is none, or if the queue is in order
 * of submission, it is a new turn: the number of the job itself, nearly, which is behind all that were given before. An example, with jobs named by their owners
 * and numbers:
 *
 * <pre>
 *   turn          1    2    3    4
 *   a1 a2 a3      a1   a2   a3            ann submits three: nobody waits, so each has a turn of its own
 *   b4            a1b4 a2   a3            bob's first job joins the round under way
 *   b5            a1b4 a2b5 a3            his next one the next round
 *   a6            a1b4 a2b5 a3        a6  ann has a job in each round: a new one
 * </pre>
 *
 * <p>An owner has had a job in a turn if one waits there, or if one of the new job's type has started from it. Or an owner who submits
 * another job whenever one starts would be in the round under way again and again, and those with a job in a later one would wait for as long. Of the new
 * job's type, since the workers of others may be far ahead: a thousand quick previews would take the turns of an export.
 *
 * <p>An owner of a higher weight has up to so many jobs in a turn: its next job is in its last turn while it has had fewer there. The
 * weight is that of the job which gets its turn, whatever those gave that wait already. With a weight of 2 for ann:
 *
 * <pre>
 *   turn          1      3    5
 *   a1 … a5       a1a2   a3a4 a5          ann submits five
 *   b6 b7         a1a2b6 a3a4b7 a5        bob, of weight 1, joins each round once
 *   a8            a1a2b6 a3a4b7 a5a8      ann has room in her last one
 * </pre>
 *
 * <p>So nobody saves up turns; a job that waits again has its old turn; and a change of the order of a
 * queue has nothing to rewrite.
 *
 * <h2>Its cost</h2>
 *
 * <p>Two looks into indexes for each owner and type of a call: for the owner's last turn, and for those behind it. Where a weight is above 1 there is a third
 * one, which counts the owner's jobs in the last turn, up to the weight. Where others' jobs wait behind the owner's last turn, or there is room in that, its newest
 * jobs are read in a round trip more, for those that have started. Jobs without an owner are one
 * owner too, and in a queue that has never had another the last turn is always theirs: each gets a new turn, and nothing is looked up
 * or kept for it. A row of {@code jobs_queue} says that a queue has had an owner. It is made before that job is stored, and then
 * the last turns of the others are looked up as well.
 *
 * <h2>Where it is not exact</h2>
 *
 * <p>Two transactions that submit for one owner at once do not see each other: that owner may start twice as many jobs in one
 * round. A job that has been pruned or deleted counts nowhere, nor does a start without an owner.
 */
public final class Turns {
    private static final int MOST_KNOWN = 10_000;

    private final RoundsQuery rounds;
    private final OwnedQueues ownedQueues;

    /** The queues that are known to have had owners, some of them. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** @param ticker monotonic nanoseconds */
    public Turns(final Database database, final LongSupplier ticker) {
        this.rounds = database.roundsQuery(ticker);
        this.ownedQueues = new OwnedQueues(database.syntax());
    }

    /** True if it is known that some of these need turns that have to be looked up. */
    public boolean areNeeded(final List<Draft> drafts) {
        for (final Draft draft : drafts) {
            if (draft.request().owner().isPresent()
                    || known.contains(draft.request().queue())) {
                return true;
            }
        }
        return false;
    }

    /** The condition that none of these queues, a parameter, has turns that have to be looked up. */
    public static String noneAreNeeded() {
        return "not exists (select 1 from jobs_queue q where q.has_owners and q.queue_order = 'fair_by_owner'"
                + " and q.queue = any(?))";
    }

    /** Sets the parameter of {@link #noneAreNeeded}. */
    public static void bindQueues(final PreparedStatement statement, final int index, final List<Draft> drafts)
            throws SQLException {
        final Object[] queues =
                drafts.stream().map(draft -> draft.request().queue()).distinct().toArray();
        statement.setArray(index, statement.getConnection().createArrayOf("varchar", queues));
    }

    /** Looks if {@link #noneAreNeeded} was wrong for these. */
    public boolean wereNeeded(final Connection connection, final List<Draft> drafts) throws SQLException {
        final List<String> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select queue from jobs_queue where has_owners and"
                + " queue_order = 'fair_by_owner' and queue = any(?)")) {
            bindQueues(select, 1, drafts);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        found.forEach(this::know);
        return !found.isEmpty();
    }

    private void know(final String queue) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.add(queue);
    }

    /** These jobs with their turns, as if they were submitted one after the other; the connection commits each statement. */
    public List<Draft> given(final Connection connection, final List<Draft> drafts) throws SQLException {
        final TurnPlan plan = plan(connection, drafts);
        if (plan.newlyOwnedQueues().isEmpty()) {
            return inTurns(drafts, plan);
        }
        expectOwners(connection, plan.newlyOwnedQueues());
        return inTurns(drafts, plan(connection, drafts));
    }

    /**
     * The same within a caller's transaction. That its queues have owners is for another transaction to write: others would wait for
     * the caller's.
     */
    public Given givenWithin(final Connection connection, final List<Draft> drafts) throws SQLException {
        final TurnPlan plan = plan(connection, drafts);
        return new Given(inTurns(drafts, plan), plan.newlyOwnedQueues());
    }

    /**
     * Jobs with their turns.
     *
     * @param newlyOwned the queues of which it is to be written that they have owners, by {@link #expectOwners}
     */
    public record Given(List<Draft> drafts, Set<String> newlyOwned) {}

    /** Writes that these queues have owners; the connection commits each statement. */
    public void expectOwners(final Connection connection, final Set<String> queues) throws SQLException {
        for (final String queue : queues) {
            ownedQueues.add(connection, queue);
        }
    }

    private TurnPlan plan(final Connection connection, final List<Draft> drafts) throws SQLException {
        final TurnPlan plan = TurnPlan.of(
                rounds, connection, drafts.stream().map(Turns::newJob).toList());
        plan.ownedQueues().forEach(this::know);
        return plan;
    }

    private static TurnPlan.NewJob newJob(final Draft draft) {
        final JobRequest request = draft.request();
        return new TurnPlan.NewJob(
                new Kind(
                        new Owner(
                                request.queue(),
                                request.priority(),
                                request.owner().orElse("")),
                        request.type()),
                request.ownerWeight());
    }

    private static List<Draft> inTurns(final List<Draft> drafts, final TurnPlan plan) {
        return drafts.stream().map(draft -> draft.in(turn(draft, plan))).toList();
    }

    private static Draft.Turn turn(final Draft draft, final TurnPlan plan) {
        final TurnPlan.NewJob job = newJob(draft);
        return new Draft.Turn(isDue(draft) ? plan.nextTurn(job) : plan.newTurn(), plan.isAmongOwners(job.owner()));
    }

    /** True if it can start at once by this host's clock; where the database's differs, its turn is a new one. */
    private static boolean isDue(final Draft draft) {
        final JobRequest request = draft.request();
        return request.delay().filter(delay -> !delay.isZero()).isEmpty()
                && request.dueAt().filter(due -> due.isAfter(Instant.now())).isEmpty();
    }
}
