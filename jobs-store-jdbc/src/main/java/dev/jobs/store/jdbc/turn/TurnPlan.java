package dev.jobs.store.jdbc.turn;

import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Rounds;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.database.RoundsQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The turns that some jobs get one after the other, from what was looked up once for all of them. For one thread. */
final class TurnPlan {
    private final Map<Owner, Joinable> joinable;
    private final Map<Owner, Next> next = new HashMap<>();

    /** The number of the last job that was given. */
    private long last;

    private TurnPlan(final Map<Owner, Joinable> joinable, final long last) {
        this.joinable = joinable;
        this.last = last;
        final Map<Owner, List<Long>> added = new HashMap<>();
        joinable.forEach((owner, found) -> next.put(
                owner,
                new Next(
                        found,
                        added.computeIfAbsent(
                                new Owner(owner.queue(), owner.priority(), ""), level -> new ArrayList<>()))));
    }

    /**
     * A job that is to get its turn.
     *
     * @param weight the weight that it gives its owner
     */
    record NewJob(Owner owner, int weight) {}

    /** A plan for these jobs. */
    static TurnPlan of(final RoundsQuery rounds, final Connection connection, final List<NewJob> jobs)
            throws SQLException {
        final Map<Owner, IntSummaryStatistics> weights = new LinkedHashMap<>();
        jobs.forEach(job -> weights.computeIfAbsent(job.owner(), owner -> new IntSummaryStatistics())
                .accept(job.weight()));
        final Rounds found = rounds.find(
                connection,
                weights.entrySet().stream()
                        .map(entry -> backlog(entry.getKey(), entry.getValue()))
                        .toList());
        final Map<Owner, Joinable> joinable = new LinkedHashMap<>();
        for (final Owner owner : weights.keySet()) {
            joinable.put(owner, found.ofEach().get(joinable.size()));
        }
        return new TurnPlan(joinable, found.lastNumber());
    }

    /** A round has as many jobs of the owner as the lowest weight says, or more. */
    private static Backlog backlog(final Owner owner, final IntSummaryStatistics weights) {
        final long rounds = (weights.getCount() + weights.getMin() - 1) / weights.getMin();
        return new Backlog(owner, Math.toIntExact(rounds), weights.getMax());
    }

    private Joinable joinable(final Owner owner) {
        final Joinable found = joinable.get(owner);
        if (found == null) {
            throw new IllegalArgumentException("nothing was looked up for " + owner);
        }
        return found;
    }

    /** True if the jobs of this owner are among those of owners. */
    boolean isAmongOwners(final Owner owner) {
        return !owner.name().isEmpty() || joinable(owner).amongOwners();
    }

    /** True if the jobs of this owner start in turns with those of others. */
    boolean isInTurns(final Owner owner) {
        return joinable(owner).inTurns() && isAmongOwners(owner);
    }

    /** The queues that have had owners. */
    Set<String> ownedQueues() {
        final Set<String> queues = new TreeSet<>();
        joinable.forEach((owner, found) -> {
            if (found.amongOwners()) {
                queues.add(owner.queue());
            }
        });
        return queues;
    }

    /** The queues that get their first owner by one of these jobs. */
    Set<String> newlyOwnedQueues() {
        final Set<String> queues = new TreeSet<>();
        joinable.forEach((owner, found) -> {
            if (!owner.name().isEmpty() && !found.amongOwners()) {
                queues.add(owner.queue());
            }
        });
        return queues;
    }

    /** A new turn, behind all others. */
    long newTurn() {
        last++;
        return last;
    }

    /** The next turn of a job's owner. */
    long nextTurn(final NewJob job) {
        final long own = newTurn();
        final Next turns = next.get(job.owner());
        return turns == null || !isInTurns(job.owner()) ? own : turns.take(own, job.weight());
    }

    /** The turns of one owner. */
    private static final class Next {
        private final Joinable joinable;

        /** The turns that this plan has added at the priority, for all owners. */
        private final List<Long> added;

        /** The last turn in which the owner has a job, and the number of its jobs there; 0: they do not matter. */
        private long turn;

        private int jobs;

        /** The number of turns that were taken behind the one that was found to be the last. */
        private int taken;

        Next(final Joinable joinable, final List<Long> added) {
            this.joinable = joinable;
            this.added = added;
            this.turn = joinable.last().turn();
            this.jobs = joinable.last().jobs();
        }

        /** The turn of a job that gives the owner this weight; if it has to be a new one, it is this, or one that is behind the owner's last. */
        long take(final long own, final int weight) {
            if (jobs == 0 || jobs >= weight) {
                turn = behind(own);
                jobs = 0;
            }
            jobs++;
            return turn;
        }

        private long behind(final long own) {
            final int waiting = joinable.next().size();
            taken++;
            if (taken <= waiting) {
                return joinable.next().get(taken - 1);
            }
            if (taken - waiting > added.size()) {
                added.add(Math.max(own, joinable.last().turn() + taken - waiting));
            }
            return added.get(taken - waiting - 1);
        }
    }
}
