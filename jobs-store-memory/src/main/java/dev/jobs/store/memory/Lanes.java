package dev.jobs.store.memory;

import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.Forecast.JobsAhead;
import dev.jobs.store.support.PauseSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All pending jobs: those that are due in the lanes of their queues, the others by the time at which they will be.
 * Guarded by the store's lock.
 */
final class Lanes {
    private final Map<String, Map<Kind, Lane>> lanesByQueue = new HashMap<>();
    private final TreeSet<Entry> scheduled =
            new TreeSet<>((a, b) -> a.dueAt != b.dueAt ? Long.compare(a.dueAt, b.dueAt) : Long.compare(a.seq, b.seq));

    /** The jobs that are held, once more, by their holders. */
    final HeldJobs held = new HeldJobs();

    /** The turns of the jobs. */
    final Turns turns = new Turns();

    /** The numbers of scheduled jobs by queue and type. */
    private final Map<Group, Long> scheduledCounts = new HashMap<>();

    /** A queue and a type. */
    record Group(String queue, String type) {
        static Group of(final Entry entry) {
            return new Group(entry.queue, entry.type);
        }
    }

    /** The reason that sets a job apart from those that any claim may take, so that no claim has to pass it. */
    private enum Apart {
        NOTHING,

        /** Some worker could not read it. */
        DECLINED,

        /** A limit, or a pause of its owner or of one of its limit keys, keeps it back. */
        HELD;

        static Apart of(final Entry entry) {
            if (entry.isDeclined()) {
                return DECLINED;
            }
            return entry.heldBy == null ? NOTHING : HELD;
        }
    }

    /** The key of one lane of a queue. */
    private record Kind(String type, Apart apart) {
        static Kind of(final Entry entry) {
            return new Kind(entry.type, Apart.of(entry));
        }
    }

    /** Gives a new job its turn. */
    void submitted(final Entry entry, final long now) {
        if (entry.dueAt <= now) {
            turns.submitted(entry, lanes(entry.queue));
        } else {
            turns.scheduled(entry);
        }
    }

    private Collection<Lane> lanes(final String queue) {
        return lanesByQueue.getOrDefault(queue, Map.of()).values();
    }

    /** Adds a pending job. */
    void add(final Entry entry, final long now) {
        if (entry.dueAt > now) {
            scheduled.add(entry);
            scheduledCounts.merge(Group.of(entry), 1L, Long::sum);
        } else {
            held.added(entry);
            lanesByQueue
                    .computeIfAbsent(entry.queue, queue -> new HashMap<>())
                    .computeIfAbsent(Kind.of(entry), kind -> new Lane())
                    .add(entry);
            turns.entered(entry);
        }
    }

    /** Removes a job that is about to leave its pending status. */
    void remove(final Entry entry) {
        if (!entry.isWaiting()) {
            scheduled.remove(entry);
            isScheduledNoLonger(entry);
            return;
        }
        final Map<Kind, Lane> lanes = lanesByQueue.get(entry.queue);
        final Lane lane = lanes == null ? null : lanes.get(Kind.of(entry));
        if (lanes == null || lane == null) {
            throw new IllegalStateException("job " + entry.id + " waits in no lane");
        }
        lane.remove(entry);
        held.removed(entry);
        turns.left(entry);
        if (lane.isEmpty()) {
            lanes.remove(Kind.of(entry));
            if (lanes.isEmpty()) {
                lanesByQueue.remove(entry.queue);
            }
        }
    }

    /** Lets the jobs that have become due take their places: those of owners in their turns, if they have never been due before. */
    void promote(final long now) {
        while (!scheduled.isEmpty() && scheduled.first().dueAt <= now) {
            final Entry due = scheduled.pollFirst();
            if (due != null) {
                isScheduledNoLonger(due);
                if (due.startedAt == Entry.NEVER) {
                    turns.becomesDue(due, lanes(due.queue));
                }
                add(due, now);
            }
        }
    }

    private void isScheduledNoLonger(final Entry entry) {
        scheduledCounts.computeIfPresent(Group.of(entry), (group, count) -> count == 1 ? null : count - 1);
    }

    /** The numbers of jobs that are not due yet, by queue and type. */
    Map<Group, Long> scheduled() {
        return Map.copyOf(scheduledCounts);
    }

    /** The jobs that nobody has declined, by queue and type. */
    Map<Group, Lane> startable() {
        return lanes(Apart.NOTHING);
    }

    /** The jobs that some worker has declined, by queue and type. */
    Map<Group, Lane> declined() {
        return lanes(Apart.DECLINED);
    }

    /** The jobs that a limit, or a pause of their owner or limit key, keeps back, by queue and type. */
    Map<Group, Lane> held() {
        return lanes(Apart.HELD);
    }

    private Map<Group, Lane> lanes(final Apart apart) {
        final Map<Group, Lane> found = new HashMap<>();
        lanesByQueue.forEach((queue, lanes) -> lanes.forEach((kind, lane) -> {
            if (kind.apart() == apart) {
                found.put(new Group(queue, kind.type()), lane);
            }
        }));
        return found;
    }

    /** The job that starts next among those of these queues and types that nobody has declined and no pause keeps back. */
    Optional<Entry> next(final Set<String> queues, final Set<String> types, final PauseSet paused) {
        Optional<Entry> next = Optional.empty();
        for (final String queue : queues) {
            final Map<Kind, Lane> lanes = lanesByQueue.getOrDefault(queue, Map.of());
            for (final String type : types) {
                final Lane lane = lanes.get(new Kind(type, Apart.NOTHING));
                if (lane != null && !paused.holdsFor(queue, type)) {
                    next = earlier(next, lane.first());
                }
            }
        }
        return next;
    }

    /** The job that starts next among those of these queues and types whose holders may have room for them. */
    Optional<Entry> nextHeld(final Set<String> queues, final Set<String> types, final PauseSet paused) {
        Optional<Entry> next = Optional.empty();
        for (final Group group : held.openGroups()) {
            if (queues.contains(group.queue())
                    && types.contains(group.type())
                    && !paused.holdsFor(group.queue(), group.type())) {
                next = earlier(next, held.first(group));
            }
        }
        return next;
    }

    /** Sets a job apart, for the sake of this holder. */
    void hold(final Entry entry, final PauseTarget holder, final long now) {
        remove(entry);
        entry.heldBy = holder;
        add(entry, now);
    }

    static Optional<Entry> earlier(final Optional<Entry> one, final Optional<Entry> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return other.get().startsBefore(one.get()) ? other : one;
    }

    /** The position of a waiting job: 1 for the one that starts next in its queue. */
    long position(final Entry entry) {
        long before = 0;
        for (final Lane lane : lanes(entry.queue)) {
            before += lane.countBefore(entry);
        }
        return before + 1;
    }

    /**
     * The jobs that start before this one among the waiting jobs of these queues but for those that are paused; it need not be
     * waiting itself.
     */
    List<JobsAhead> ahead(final Entry entry, final Set<String> queues, final PauseSet paused) {
        final List<JobsAhead> ahead = new ArrayList<>();
        for (final String queue : queues) {
            lanesByQueue.getOrDefault(queue, Map.of()).forEach((kind, lane) -> {
                final int count = kind.apart() != Apart.NOTHING || paused.holdsFor(queue, kind.type())
                        ? 0
                        : lane.countBefore(entry);
                if (count > 0) {
                    ahead.add(new JobsAhead(queue, kind.type(), count));
                }
            });
        }
        return ahead;
    }

    /** The jobs that start before this one among the waiting jobs of these queues, if there are no more than so many. */
    Optional<List<Entry>> before(final Entry entry, final Set<String> queues, final int most) {
        final List<Lane> lanes =
                queues.stream().flatMap(queue -> lanes(queue).stream()).toList();
        return lanes.stream().mapToLong(lane -> lane.countBefore(entry)).sum() > most
                ? Optional.empty()
                : Optional.of(lanes.stream()
                        .flatMap(lane -> lane.before(entry).stream())
                        .toList());
    }

    /** True if jobs are ahead of this one in these queues that are kept back: nobody knows how many of them start before it. */
    boolean isBehindHeld(final Entry entry, final Set<String> queues) {
        return queues.stream()
                .flatMap(queue -> lanesByQueue.getOrDefault(queue, Map.of()).entrySet().stream())
                .anyMatch(lane ->
                        lane.getKey().apart() == Apart.HELD && lane.getValue().countBefore(entry) > 0);
    }

    /** The number of jobs that wait in this queue. */
    long size(final String queue) {
        return lanes(queue).stream().mapToLong(Lane::size).sum();
    }
}
