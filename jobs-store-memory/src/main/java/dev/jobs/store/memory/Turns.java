package dev.jobs.store.memory;

import dev.jobs.store.operations.QueueOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
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
 * <p>A start counts while its job is among the hundred newest of its owner: where a round never ends, since what waits there is kept back, an owner that has been
 * busy for long is not behind others for as long.
 *
 * <p>Until a queue has had a job of an owner, all its jobs are of one owner, nobody, whose last turn is the last of all: so each new job
 * gets a new turn, and nothing is kept for it.
 */
final class Turns {
    /** The number of an owner's newest jobs among which starts count. */
    private static final int NEWEST = 100;

    private static final Comparator<Entry> BY_TURN =
            Comparator.<Entry>comparingLong(entry -> entry.turn).thenComparingLong(entry -> entry.seq);

    private final Map<String, QueueOrder> orders = new HashMap<>();
    private final Set<String> queuesOfOwners = new HashSet<>();
    private final Map<Owner, TreeSet<Entry>> waiting = new HashMap<>();

    /** All jobs of each owner. */
    private final Map<String, TreeSet<Entry>> jobs = new HashMap<>();

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
        note(entry);
    }

    /** Gives a new job a turn that is not due yet. */
    void scheduled(final Entry entry) {
        newTurn(entry, OptionalLong.empty());
        note(entry);
    }

    private void note(final Entry entry) {
        if (entry.owner != null) {
            jobs.computeIfAbsent(entry.owner, owner -> new TreeSet<>(Comparator.comparing(job -> job.id)))
                    .add(entry);
        }
    }

    /** Forgets a job. */
    void removed(final Entry entry) {
        if (entry.owner != null) {
            jobs.computeIfPresent(entry.owner, (owner, all) -> {
                all.remove(entry);
                return all.isEmpty() ? null : all;
            });
        }
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
     * The last turn in which jobs of this one's owner wait, if it has had fewer there than its weight says; else the next one, of those in which jobs
     * wait, from which it has started fewer.
     */
    private OptionalLong nextTurn(final Entry entry, final Collection<Lane> lanes) {
        final List<Long> starts = starts(entry);
        final TreeSet<Entry> own = waiting.get(Owner.of(entry));
        final long last = own == null ? Long.MIN_VALUE : own.last().turn;
        if (own != null
                && jobsInLast(own, entry.ownerWeight) + Collections.frequency(starts, last) < entry.ownerWeight) {
            return OptionalLong.of(last);
        }
        OptionalLong turn = turnBehind(last, entry, lanes);
        while (turn.isPresent() && Collections.frequency(starts, turn.getAsLong()) >= entry.ownerWeight) {
            turn = turnBehind(turn.getAsLong(), entry, lanes);
        }
        return turn;
    }

    /** The number of these jobs in their last turn, up to the weight. */
    private static long jobsInLast(final NavigableSet<Entry> own, final int weight) {
        return own.descendingSet().stream()
                .limit(weight)
                .filter(job -> job.turn == own.last().turn)
                .count();
    }

    /** The turns from which jobs of this one's kind have started, of the newest of its owner. */
    private List<Long> starts(final Entry entry) {
        final TreeSet<Entry> all = entry.owner == null ? null : jobs.get(entry.owner);
        return all == null
                ? List.of()
                : all.descendingSet().stream()
                        .limit(NEWEST)
                        .filter(job -> job.startedAt != Entry.NEVER
                                && !job.isWaiting()
                                && job.type.equals(entry.type)
                                && Owner.of(job).equals(Owner.of(entry)))
                        .map(job -> job.turn)
                        .toList();
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
