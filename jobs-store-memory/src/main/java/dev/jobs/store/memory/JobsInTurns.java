package dev.jobs.store.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The numbers of jobs in each turn, by whose they are. Guarded by the store's lock. */
final class JobsInTurns<K> {
    private final Map<K, NavigableMap<Long, Integer>> counts = new HashMap<>();

    void add(final K whose, final long turn) {
        counts.computeIfAbsent(whose, key -> new TreeMap<>()).merge(turn, 1, Integer::sum);
    }

    /** Removes a job that was added. */
    void remove(final K whose, final long turn) {
        counts.computeIfPresent(whose, (key, turns) -> {
            turns.computeIfPresent(turn, (same, count) -> count == 1 ? null : count - 1);
            return turns.isEmpty() ? null : turns;
        });
    }

    int in(final K whose, final long turn) {
        final NavigableMap<Long, Integer> turns = counts.get(whose);
        return turns == null ? 0 : turns.getOrDefault(turn, 0);
    }

    /** The last turn in which there is a job. */
    OptionalLong last(final K whose) {
        final NavigableMap<Long, Integer> turns = counts.get(whose);
        return turns == null ? OptionalLong.empty() : OptionalLong.of(turns.lastKey());
    }
}
