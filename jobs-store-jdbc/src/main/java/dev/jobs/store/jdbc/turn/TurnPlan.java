package dev.jobs.store.jdbc.turn;

import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Rounds;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.database.RoundsQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The turns that some jobs get one after the other, from what was looked up once for all of them. For one thread. */
final class TurnPlan {
    private final Map<Backlog, Joinable> joinable;
    private final Map<Backlog, Next> next = new HashMap<>();

    /** The number of the last job that was given. */
    private long last;

    private TurnPlan(final Map<Backlog, Joinable> joinable, final long last) {
        this.joinable = joinable;
        this.last = last;
        final Map<Backlog, List<Long>> added = new HashMap<>();
        joinable.forEach((owner, found) -> next.put(
                owner,
                new Next(
                        found,
                        added.computeIfAbsent(key(owner.queue(), owner.priority(), ""), lane -> new ArrayList<>()))));
    }

    /** The key of an owner's jobs. */
    static Backlog key(final String queue, final int priority, final String owner) {
        return new Backlog(queue, priority, owner, 0);
    }

    /** A plan for these jobs, of which each is given by its key. */
    static TurnPlan of(final RoundsQuery rounds, final Connection connection, final List<Backlog> jobs)
            throws SQLException {
        final Map<Backlog, Integer> counts = new LinkedHashMap<>();
        jobs.forEach(job -> counts.merge(job, 1, Integer::sum));
        final Rounds found = rounds.find(
                connection,
                counts.entrySet().stream()
                        .map(entry -> new Backlog(
                                entry.getKey().queue(),
                                entry.getKey().priority(),
                                entry.getKey().owner(),
                                entry.getValue()))
                        .toList());
        final Map<Backlog, Joinable> joinable = new LinkedHashMap<>();
        for (final Backlog key : counts.keySet()) {
            joinable.put(key, found.ofEach().get(joinable.size()));
        }
        return new TurnPlan(joinable, found.lastNumber());
    }

    private Joinable joinable(final Backlog key) {
        final Joinable found = joinable.get(key);
        if (found == null) {
            throw new IllegalArgumentException("nothing was looked up for " + key);
        }
        return found;
    }

    /** True if the jobs of this owner are among those of owners. */
    boolean isAmongOwners(final Backlog key) {
        return !key.owner().isEmpty() || joinable(key).amongOwners();
    }

    /** True if the jobs of this owner start in turns with those of others. */
    boolean isInTurns(final Backlog key) {
        return joinable(key).inTurns() && isAmongOwners(key);
    }

    /** The queues that have had owners. */
    Set<String> ownedQueues() {
        final Set<String> queues = new TreeSet<>();
        joinable.forEach((key, found) -> {
            if (found.amongOwners()) {
                queues.add(key.queue());
            }
        });
        return queues;
    }

    /** The queues that get their first owner by one of these jobs. */
    Set<String> newlyOwnedQueues() {
        final Set<String> queues = new TreeSet<>();
        joinable.forEach((key, found) -> {
            if (!key.owner().isEmpty() && !found.amongOwners()) {
                queues.add(key.queue());
            }
        });
        return queues;
    }

    /** A new turn, behind all others. */
    long newTurn() {
        last++;
        return last;
    }

    /** The next turn of an owner. */
    long nextTurn(final Backlog key) {
        final long own = newTurn();
        final Next turns = next.get(key);
        return turns == null || !isInTurns(key) ? own : turns.take(own);
    }

    /** The turns of one owner. */
    private static final class Next {
        private final Joinable joinable;

        /** The turns that this plan has added at the priority, for all owners. */
        private final List<Long> added;

        private int taken;

        Next(final Joinable joinable, final List<Long> added) {
            this.joinable = joinable;
            this.added = added;
        }

        /** The next turn; if it has to be a new one, it is this, or one that is behind the owner's last. */
        long take(final long own) {
            final int waiting = joinable.next().size();
            taken++;
            if (taken <= waiting) {
                return joinable.next().get(taken - 1);
            }
            if (taken - waiting > added.size()) {
                added.add(Math.max(own, joinable.last() + taken - waiting));
            }
            return added.get(taken - waiting - 1);
        }
    }
}
