package dev.jobs.store.jdbc.turn;

import static java.util.Objects.requireNonNull;

import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Backlog.Kind;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Rounds;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.database.Rounds.Order;
import dev.jobs.store.jdbc.database.RoundsQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** The turns that some jobs get one after the other, from what was looked up once for all of them. For one thread. */
final class TurnPlan {
    private final Map<Kind, Joinable> joinable;
    private final Map<Owner, OwnersTurns> turns = new HashMap<>();

    /** The turns that this plan has added, by queue and priority. */
    private final Map<Owner, NavigableSet<Long>> added = new HashMap<>();

    /** The number of the last job that was given. */
    private long last;

    private TurnPlan(final Map<Kind, Joinable> joinable, final long last) {
        this.joinable = joinable;
        this.last = last;
        joinable.forEach((kind, found) -> turns.computeIfAbsent(
                        kind.owner(), owner -> new OwnersTurns(found, added(owner)))
                .add(kind, found));
    }

    private NavigableSet<Long> added(final Owner owner) {
        return added.computeIfAbsent(new Owner(owner.queue(), owner.priority(), ""), level -> new TreeSet<>());
    }

    /**
     * A job that is to get its turn.
     *
     * @param weight the weight that it gives its owner
     */
    record NewJob(Kind kind, int weight) {
        Owner owner() {
            return kind.owner();
        }
    }

    /** A plan for these jobs. */
    static TurnPlan of(final RoundsQuery rounds, final Connection connection, final List<NewJob> jobs)
            throws SQLException {
        final Map<Owner, IntSummaryStatistics> weights = new HashMap<>();
        jobs.forEach(job -> weights.computeIfAbsent(job.owner(), owner -> new IntSummaryStatistics())
                .accept(job.weight()));
        final List<Kind> kinds = jobs.stream().map(NewJob::kind).distinct().toList();
        final Rounds found = rounds.find(
                connection,
                kinds.stream()
                        .map(kind -> backlog(kind, requireNonNull(weights.get(kind.owner()))))
                        .toList());
        final Map<Kind, Joinable> joinable = new LinkedHashMap<>();
        for (final Kind kind : kinds) {
            joinable.put(kind, found.ofEach().get(joinable.size()));
        }
        return new TurnPlan(joinable, found.lastNumber());
    }

    /** A round has as many jobs of the owner as the lowest weight says, or more. */
    private static Backlog backlog(final Kind kind, final IntSummaryStatistics weights) {
        final long rounds = (weights.getCount() + weights.getMin() - 1) / weights.getMin();
        return new Backlog(kind, Math.toIntExact(rounds), weights.getMax());
    }

    private OwnersTurns turns(final Owner owner) {
        final OwnersTurns found = turns.get(owner);
        if (found == null) {
            throw new IllegalArgumentException("nothing was looked up for " + owner);
        }
        return found;
    }

    /** True if the jobs of this owner are among those of owners. */
    boolean isAmongOwners(final Owner owner) {
        return !owner.name().isEmpty() || turns(owner).queue.amongOwners();
    }

    /** True if the jobs of this owner start in turns with those of others. */
    boolean isInTurns(final Owner owner) {
        return turns(owner).queue.inTurns() && isAmongOwners(owner);
    }

    /** The queues that have had owners. */
    Set<String> ownedQueues() {
        final Set<String> queues = new TreeSet<>();
        joinable.forEach((kind, found) -> {
            if (found.queue().amongOwners()) {
                queues.add(kind.owner().queue());
            }
        });
        return queues;
    }

    /** The queues that get their first owner by one of these jobs. */
    Set<String> newlyOwnedQueues() {
        final Set<String> queues = new TreeSet<>();
        joinable.forEach((kind, found) -> {
            if (!kind.owner().name().isEmpty() && !found.queue().amongOwners()) {
                queues.add(kind.owner().queue());
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
        return isInTurns(job.owner()) ? turns(job.owner()).take(job, own) : own;
    }

    /** The turns of one owner. */
    private static final class OwnersTurns {
        private final Order queue;
        private final NavigableSet<Long> added;
        private final Map<Kind, Joinable> joinable = new HashMap<>();

        /** The turns behind the last one that were found for any kind: a job of one may come behind those that another has started from. */
        private final NavigableSet<Long> next = new TreeSet<>();

        /** The last turn in which the owner has a job, and the number of its jobs there that wait or get it by this plan. */
        private long last;

        private int jobs;

        OwnersTurns(final Joinable found, final NavigableSet<Long> added) {
            this.queue = found.queue();
            this.added = added;
            this.last = found.last().turn();
            this.jobs = found.last().jobs();
        }

        void add(final Kind kind, final Joinable found) {
            joinable.put(kind, found);
            next.addAll(found.next());
        }

        /** The turn of a job; if it has to be a new one, it is this, or one that is behind the owner's last. */
        long take(final NewJob job, final long own) {
            final Joinable found = requireNonNull(joinable.get(job.kind()));
            if (jobs == 0 || jobs + found.startedFrom(last) >= job.weight()) {
                last = behindLast(job, found, own);
                jobs = 0;
            }
            jobs++;
            return last;
        }

        private long behindLast(final NewJob job, final Joinable found, final long own) {
            for (final long turn : next.tailSet(last, false)) {
                if (found.startedFrom(turn) < job.weight()) {
                    return turn;
                }
            }
            final Long before = added.higher(last);
            if (before != null) {
                return before;
            }
            final long turn = Math.max(own, last + 1);
            added.add(turn);
            return turn;
        }
    }
}
