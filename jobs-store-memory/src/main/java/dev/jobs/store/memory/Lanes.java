package dev.jobs.store.memory;

import dev.jobs.store.Outlook.JobsAhead;
import java.util.ArrayList;
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
    private final Map<String, Map<String, Lane>> lanesByQueue = new HashMap<>();
    private final TreeSet<Entry> scheduled =
            new TreeSet<>((a, b) -> a.dueAt != b.dueAt ? Long.compare(a.dueAt, b.dueAt) : Long.compare(a.seq, b.seq));

    /** Adds a pending job. */
    void add(final Entry entry, final long now) {
        if (entry.dueAt > now) {
            scheduled.add(entry);
        } else {
            lanesByQueue
                    .computeIfAbsent(entry.queue, queue -> new HashMap<>())
                    .computeIfAbsent(entry.type, type -> new Lane())
                    .add(entry);
        }
    }

    /** Removes a job that is about to leave its pending status. */
    void remove(final Entry entry) {
        if (!entry.isWaiting()) {
            scheduled.remove(entry);
            return;
        }
        final Map<String, Lane> lanes = lanesByQueue.get(entry.queue);
        final Lane lane = lanes == null ? null : lanes.get(entry.type);
        if (lanes == null || lane == null) {
            throw new IllegalStateException("job " + entry.id + " waits in no lane");
        }
        lane.remove(entry);
        if (lane.isEmpty()) {
            lanes.remove(entry.type);
            if (lanes.isEmpty()) {
                lanesByQueue.remove(entry.queue);
            }
        }
    }

    /** Lets the jobs that have become due take their places. */
    void promote(final long now) {
        while (!scheduled.isEmpty() && scheduled.first().dueAt <= now) {
            final Entry due = scheduled.pollFirst();
            if (due != null) {
                add(due, now);
            }
        }
    }

    /** The job that starts next among those of these queues and types. */
    Optional<Entry> next(final Set<String> queues, final Set<String> types) {
        Optional<Entry> next = Optional.empty();
        for (final String queue : queues) {
            final Map<String, Lane> lanes = lanesByQueue.getOrDefault(queue, Map.of());
            for (final String type : types) {
                final Lane lane = lanes.get(type);
                if (lane != null) {
                    next = earlier(next, lane.first());
                }
            }
        }
        return next;
    }

    private static Optional<Entry> earlier(final Optional<Entry> one, final Optional<Entry> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return other.get().startsBefore(one.get()) ? other : one;
    }

    /** The position of a waiting job: 1 for the one that starts next in its queue. */
    long position(final Entry entry) {
        long before = 0;
        for (final Lane lane : lanesByQueue.getOrDefault(entry.queue, Map.of()).values()) {
            before += lane.countBefore(entry);
        }
        return before + 1;
    }

    /** What starts before this job among the waiting jobs of these queues; it need not be waiting itself. */
    List<JobsAhead> ahead(final Entry entry, final Set<String> queues) {
        final List<JobsAhead> ahead = new ArrayList<>();
        for (final String queue : queues) {
            lanesByQueue.getOrDefault(queue, Map.of()).forEach((type, lane) -> {
                final int count = lane.countBefore(entry);
                if (count > 0) {
                    ahead.add(new JobsAhead(queue, type, count));
                }
            });
        }
        return ahead;
    }

    /** How many jobs wait in this queue. */
    long size(final String queue) {
        return lanesByQueue.getOrDefault(queue, Map.of()).values().stream()
                .mapToLong(Lane::size)
                .sum();
    }
}
