package dev.jobs.store.memory;

import dev.jobs.JobRequest;
import dev.jobs.store.operations.QueueOrder;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives jobs their turns. Guarded by the store's lock.
 *
 * <p>A job's turn is the next one, of those in which jobs of its queue and priority wait, that its owner has no job in yet; if there
 * is none, or if the queue is in order of submission, it is a new turn behind all others: the job's own number. An example, with jobs
 * named by their owners and numbers:
 *
 * <pre>
 *   turn          1    2    3    4
 *   a1 a2 a3      a1   a2   a3            ann submits three: nobody waits, so each has a turn of its own
 *   b4            a1b4 a2   a3            bob's first job joins the round under way
 *   b5            a1b4 a2b5 a3            his next one the next round
 *   a6            a1b4 a2b5 a3        a6  ann has a job in each round: a new one
 * </pre>
 *
 * <p>An owner of a higher weight has up to so many jobs in a turn: its next job is in its last turn while fewer than that wait there. The
 * weight is that of the job which gets its turn, whatever those gave that wait already.
 *
 * <p>The last turn of each owner is looked up among its waiting jobs. Until a queue has had a job of an owner, all its jobs are of
 * one owner, nobody, whose last turn is the last of all: so each new job gets a new turn, and nothing is kept for it.
 */
final class Turns {
    private static final Comparator<Entry> BY_TURN =
            Comparator.<Entry>comparingLong(entry -> entry.turn).thenComparingLong(entry -> entry.seq);

    private final Map<String, QueueOrder> orders = new HashMap<>();
    private final Set<String> queuesOfOwners = new HashSet<>();
    private final Map<Owner, TreeSet<Entry>> waiting = new HashMap<>();

    /** The highest turn that was given. */
    private long lastTurn;

    /** Whose jobs have turns of their own. */
    private record Owner(
            String queue, int priority, @Nullable String name) {
        static Owner of(final Entry entry) {
            return new Owner(entry.queue, entry.priority, entry.owner);
        }
    }

    void order(final String queue, final QueueOrder order) {
        orders.put(queue, order);
    }

    QueueOrder order(final String queue) {
        return orders.getOrDefault(queue, QueueOrder.FAIR_BY_OWNER);
    }

    /** Gives a new job its turn that is due; the lanes are those of its queue. */
    void submitted(final Entry entry, final Collection<Lane> lanes) {
        noteOwner(entry, lanes);
        newTurn(entry, isInTurns(entry) ? nextTurn(entry, lanes) : OptionalLong.empty());
    }

    /** Gives a new job a turn that is not due yet. */
    void scheduled(final Entry entry) {
        newTurn(entry, OptionalLong.empty());
    }

    /** Gives a job its turn that is due for the first time; without an owner it keeps that of its submission. */
    void becomesDue(final Entry entry, final Collection<Lane> lanes) {
        if (entry.owner != null && order(entry.queue) == QueueOrder.FAIR_BY_OWNER) {
            noteOwner(entry, lanes);
            newTurn(entry, nextTurn(entry, lanes));
        }
    }

    /** From the first job of an owner on, the last turns of all are kept. */
    private void noteOwner(final Entry entry, final Collection<Lane> lanes) {
        if (entry.owner != null && queuesOfOwners.add(entry.queue)) {
            lanes.forEach(lane -> lane.all().forEach(this::entered));
        }
    }

    private boolean isInTurns(final Entry entry) {
        return queuesOfOwners.contains(entry.queue) && order(entry.queue) == QueueOrder.FAIR_BY_OWNER;
    }

    /** The last turn of this job's owner while that has room by its weight; else the next one, in which the owner has no job yet. */
    private OptionalLong nextTurn(final Entry entry, final Collection<Lane> lanes) {
        final TreeSet<Entry> own = waiting.get(Owner.of(entry));
        final long last = own == null ? Long.MIN_VALUE : own.last().turn;
        if (own != null && hasRoom(own, entry.ownerWeight)) {
            return OptionalLong.of(last);
        }
        return lanes.stream()
                .map(lane -> lane.turnBehind(entry.priority, last))
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    /** True if fewer of these jobs than the weight are in the last turn of all. */
    private static boolean hasRoom(final NavigableSet<Entry> own, final int weight) {
        return weight > JobRequest.DEFAULT_OWNER_WEIGHT
                && own.descendingSet().stream()
                                .limit(weight)
                                .filter(job -> job.turn == own.last().turn)
                                .count()
                        < weight;
    }

    private void newTurn(final Entry entry, final OptionalLong joined) {
        entry.turn = joined.orElse(Math.max(entry.seq, lastTurn + 1));
        lastTurn = Math.max(lastTurn, entry.turn);
    }

    /** Notes a job that is in a lane now. */
    void entered(final Entry entry) {
        if (queuesOfOwners.contains(entry.queue)) {
            waiting.computeIfAbsent(Owner.of(entry), owner -> new TreeSet<>(BY_TURN))
                    .add(entry);
        }
    }

    /** Notes a job that is in no lane any more. */
    void left(final Entry entry) {
        waiting.computeIfPresent(Owner.of(entry), (owner, jobs) -> {
            jobs.remove(entry);
            return jobs.isEmpty() ? null : jobs;
        });
    }
}
