package dev.jobs.http.servlet;

import dev.jobs.JobId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Who watches which job, and when each wants to be woken. Not safe to share between threads. */
final class Watchers {
    private final Map<JobId, List<Watcher>> byJob = new HashMap<>();
    private final Map<Watcher, Alarm> alarmOf = new HashMap<>();
    private final TreeMap<Alarm, Watcher> alarms = new TreeMap<>();
    private final long epoch = System.nanoTime();
    private long lastNumber;

    void add(final Watcher watcher, final long alarmAt) {
        // In this order a watcher that was put in by half, for want of memory, can be taken out again.
        setAlarm(watcher, alarmAt);
        byJob.computeIfAbsent(watcher.jobId(), id -> new ArrayList<>(1)).add(watcher);
    }

    /** Takes a watcher out; one that is not there makes no difference. */
    void remove(final Watcher watcher) {
        final Alarm alarm = alarmOf.remove(watcher);
        if (alarm == null) {
            return;
        }
        alarms.remove(alarm);
        byJob.computeIfPresent(watcher.jobId(), (id, others) -> {
            others.remove(watcher);
            return others.isEmpty() ? null : others;
        });
    }

    /** Sets the next alarm of a watcher that is still there. */
    void rearm(final Watcher watcher, final long alarmAt) {
        final Alarm last = alarmOf.get(watcher);
        if (last != null) {
            alarms.remove(last);
            setAlarm(watcher, alarmAt);
        }
    }

    private void setAlarm(final Watcher watcher, final long alarmAt) {
        final Alarm alarm = new Alarm(alarmAt - epoch, ++lastNumber);
        alarmOf.put(watcher, alarm);
        alarms.put(alarm, watcher);
    }

    boolean isEmpty() {
        return alarmOf.isEmpty();
    }

    boolean watch(final JobId id) {
        return byJob.containsKey(id);
    }

    List<JobId> jobs() {
        return List.copyOf(byJob.keySet());
    }

    List<Watcher> of(final JobId id) {
        return List.copyOf(byJob.getOrDefault(id, List.of()));
    }

    Collection<Watcher> all() {
        return List.copyOf(alarmOf.keySet());
    }

    /** When the next alarm is due, by {@link System#nanoTime()}; empty if nobody is there. */
    OptionalLong nextAlarm() {
        return alarms.isEmpty() ? OptionalLong.empty() : OptionalLong.of(alarms.firstKey().at + epoch);
    }

    /** Those whose alarm is due. */
    List<Watcher> due(final long now) {
        return List.copyOf(
                alarms.headMap(new Alarm(now - epoch, Long.MAX_VALUE), true).values());
    }

    /** A time since the epoch of these watchers, which makes times comparable, and a number that tells equal ones apart. */
    private record Alarm(long at, long number) implements Comparable<Alarm> {
        @Override
        public int compareTo(final Alarm other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }
}
