package dev.jobs.store.memory;

import dev.jobs.store.operations.QueueOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives jobs their turns. Guarded by the store's lock.
 *
 * <p>A job's turn is the first one, of those in which jobs of its queue and priority wait, that its owner has had no job in yet; it is behind
 * all in which the owner's jobs wait. If there is none, or if the queue is in order of submission, it is a new turn behind all others: the
 * job's own number. An example, with jobs named by their owners and numbers:
 *
 * <pre>
 *   turn          1    2    3    4
 *   a1 a2 a3      a1   a2   a3            ann submits three: nobody waits, so each has a turn of its own
 *   b4            a1b4 a2   a3            bob's first job joins the round under way
 *   b5            a1b4 a2b5 a3            his next one the next round
 *   a6            a1b4 a2b5 a3        a6  ann has a job in each round: a new one
 * </pre>
 *
 * <p>An owner of a higher weight has up to so many jobs in a turn: its next job is in its last turn while it has had fewer there. The
 * weight is that of the job which gets its turn, whatever those gave that wait already.
 *
 * <p>An owner has had a job in a turn if one waits there, or if one of the new job's type has started from it. Or an owner who submits
 * another job whenever one starts would be in the round under way again and again, and those with a job in a later one would wait for as long. Of the new
 * job's type, since workers of others may be far ahead.
 *
 * <p>Until a queue has had a job of an owner, all its jobs are of one owner, nobody, whose last turn is the last of all: so each new job
 * gets a new turn, and nothing is kept for it.
 */
final class Turns {
    private final Map<String, QueueOrder> orders = new HashMap<>();
    private final Set<String> queuesOfOwners = new HashSet<>();
    private final JobsInTurns<Owner> waiting = new JobsInTurns<>();
    private final JobsInTurns<Starter> started = new JobsInTurns<>();

    /** The highest turn that was given. */
    private long lastTurn;

    /** Whose jobs have turns of their own. */
    private record Owner(
            String queue, int priority, @Nullable String name) {
        static Owner of(final Entry entry) {
            return new Owner(entry.queue, entry.priority, entry.owner);
        }
    }

    /** An owner's jobs of one type, which start from turns. */
    private record Starter(Owner owner, String type) {
        static Starter of(final Entry entry) {
            return new Starter(Owner.of(entry), entry.type);
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

    /**
     * The last turn in which jobs of this one's owner wait, if it has had fewer there than its weight says; else the next one in which jobs wait. If none
     * of the owner's does, it is the first from which it has started fewer.
     */
    private OptionalLong nextTurn(final Entry entry, final Collection<Lane> lanes) {
        final Owner owner = Owner.of(entry);
        final Starter starter = Starter.of(entry);
        final OptionalLong last = waiting.last(owner);
        if (last.isPresent()) {
            final long turn = last.getAsLong();
            return waiting.in(owner, turn) + started.in(starter, turn) < entry.ownerWeight
                    ? last
                    : turnBehind(turn, entry, lanes);
        }
        OptionalLong turn = turnBehind(Long.MIN_VALUE, entry, lanes);
        while (turn.isPresent() && started.in(starter, turn.getAsLong()) >= entry.ownerWeight) {
            turn = turnBehind(turn.getAsLong(), entry, lanes);
        }
        return turn;
    }

    private static OptionalLong turnBehind(final long turn, final Entry entry, final Collection<Lane> lanes) {
        return lanes.stream()
                .map(lane -> lane.turnBehind(entry.priority, turn))
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    private void newTurn(final Entry entry, final OptionalLong joined) {
        entry.turn = joined.orElse(Math.max(entry.seq, lastTurn + 1));
        lastTurn = Math.max(lastTurn, entry.turn);
    }

    /** Notes a job that is in a lane now. */
    void entered(final Entry entry) {
        if (queuesOfOwners.contains(entry.queue)) {
            forget(entry);
            waiting.add(Owner.of(entry), entry.turn);
        }
    }

    /** Notes a job that is in no lane any more. */
    void left(final Entry entry) {
        if (queuesOfOwners.contains(entry.queue)) {
            waiting.remove(Owner.of(entry), entry.turn);
        }
        if (entry.startedAt != Entry.NEVER) {
            started(entry);
        }
    }

    /** Notes a job that has started, and is in no lane. */
    void started(final Entry entry) {
        if (entry.owner != null && !entry.tookTurn && queuesOfOwners.contains(entry.queue)) {
            entry.tookTurn = true;
            started.add(Starter.of(entry), entry.turn);
        }
    }

    /** Forgets that a job has started: it is in a lane again, or is removed. */
    void forget(final Entry entry) {
        if (entry.tookTurn) {
            entry.tookTurn = false;
            started.remove(Starter.of(entry), entry.turn);
        }
    }
}
