package dev.jobs.store.memory;

import dev.jobs.store.support.RecentDurations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The times that jobs of each type took lately. Guarded by the store's lock. */
final class Durations {
    private final Map<String, Deque<Duration>> newestFirst = new HashMap<>();

    void add(final String type, final long micros) {
        final Deque<Duration> durations = newestFirst.computeIfAbsent(type, name -> new ArrayDeque<>());
        durations.addFirst(Duration.of(micros, ChronoUnit.MICROS));
        if (durations.size() > RecentDurations.KEPT) {
            durations.removeLast();
        }
    }

    Map<String, RecentDurations> byType() {
        return newestFirst.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, durations -> new RecentDurations(List.copyOf(durations.getValue()))));
    }
}
