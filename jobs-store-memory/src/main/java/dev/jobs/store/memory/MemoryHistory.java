package dev.jobs.store.memory;

import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.support.ActivitySums;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The events of each minute of the last days. Guarded by the store's lock. */
final class MemoryHistory {
    private final NavigableMap<Instant, ActivitySums> minutes = new TreeMap<>();

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
        final ActivitySums known = minutes.get(minute);
        if (known != null) {
            return known;
        }
        minutes.headMap(minute.minus(HistoryQuery.KEPT), false).clear();
        final ActivitySums sums = new ActivitySums();
        minutes.put(minute, sums);
        return sums;
    }

    History read(final HistoryQuery query) {
        final History.Builder history = History.builder(query);
        final Instant from = query.range().from().truncatedTo(ChronoUnit.MINUTES);
        int read = 0;
        for (final var minute : minutes.subMap(from, true, query.range().until(), false)
                .descendingMap()
                .entrySet()) {
            read += minute.getValue().size();
            if (read > History.MOST_MINUTES) {
                return history.from(minute.getKey().plus(1, ChronoUnit.MINUTES)).build();
            }
            minute.getValue().activities(minute.getKey()).forEach(history::add);
        }
        return history.build();
    }
}
