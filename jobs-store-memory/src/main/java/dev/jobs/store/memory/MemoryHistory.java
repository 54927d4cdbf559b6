package dev.jobs.store.memory;

import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.support.ActivitySums;
import dev.jobs.store.support.HistoryUnit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The events of each minute of the last days. Minutes are added up to longer units when these are first read, and the sums of units
 * that are over are kept. Guarded by the store's lock.
 */
final class MemoryHistory {
    private final NavigableMap<Instant, ActivitySums> minutes = new TreeMap<>();
    private final NavigableMap<Instant, ActivitySums> quarters = new TreeMap<>();
    private final NavigableMap<Instant, ActivitySums> hours = new TreeMap<>();

    /** The minute of the latest event, and what happened in it. */
    private Instant currentMinute = Instant.MIN;

    private ActivitySums current = new ActivitySums();

    void submitted(final Entry entry, final long now) {
        at(now).submitted(entry.queue, entry.type);
    }

    /** An attempt has just been started. */
    void started(final Entry entry) {
        final long startable = Math.max(entry.createdAt, entry.dueAt);
        at(entry.startedAt).started(entry.queue, entry.type, micros(entry.startedAt - startable));
    }

    /** A job has just ended. */
    void ended(final Entry entry) {
        final Duration ran =
                entry.startedAt == Entry.NEVER ? Duration.ZERO : micros(entry.finishedAt - entry.startedAt);
        at(entry.finishedAt).ended(entry.queue, entry.type, entry.status, ran);
    }

    private static Duration micros(final long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private ActivitySums at(final long now) {
        final Instant minute = Entry.instant(now).truncatedTo(ChronoUnit.MINUTES);
        if (!minute.equals(currentMinute)) {
            begin(minute);
        }
        return current;
    }

    /** Goes on with another minute: the next one with events, or an earlier one if the clock went back. */
    private void begin(final Instant minute) {
        final Instant keptFrom = HistoryUnit.HOUR.startOf(minute.minus(HistoryQuery.KEPT));
        for (final HistoryUnit unit : HistoryUnit.values()) {
            known(unit).headMap(keptFrom, false).clear();
        }
        quarters.remove(HistoryUnit.QUARTER.startOf(minute));
        hours.remove(HistoryUnit.HOUR.startOf(minute));
        currentMinute = minute;
        current = minutes.computeIfAbsent(minute, key -> new ActivitySums());
    }

    private NavigableMap<Instant, ActivitySums> known(final HistoryUnit unit) {
        return switch (unit) {
            case MINUTE -> minutes;
            case QUARTER -> quarters;
            case HOUR -> hours;
        };
    }

    History read(final HistoryQuery query) {
        final History.Builder history = History.builder(query);
        int read = 0;
        for (final HistoryUnit.Part part : HistoryUnit.parts(query)) {
            final HistoryUnit unit = part.unit();
            Instant minute = minutes.lowerKey(part.range().until());
            while (minute != null && part.range().contains(minute)) {
                final Instant start = unit.startOf(minute);
                final ActivitySums sum = sum(unit, start);
                read += sum.size();
                if (read > History.MOST_SUMS) {
                    return history.from(start.plus(unit.length())).build();
                }
                sum.activities(start).forEach(history::add);
                minute = minutes.lowerKey(start);
            }
        }
        return history.build();
    }

    private ActivitySums sum(final HistoryUnit unit, final Instant start) {
        final ActivitySums known = known(unit).get(start);
        if (known != null) {
            return known;
        }
        final Instant end = start.plus(unit.length());
        final ActivitySums sum = new ActivitySums();
        minutes.subMap(start, true, end, false).values().forEach(sum::add);
        if (!currentMinute.isBefore(end)) {
            known(unit).put(start, sum);
        }
        return sum;
    }
}
