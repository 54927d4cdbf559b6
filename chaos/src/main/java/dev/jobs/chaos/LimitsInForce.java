package dev.jobs.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of keys that may have been in force at a time. A change may take effect from its call on, and has when it was answered; what
 * it replaces may be in force until then. After a failover those are in force that the standby knew.
 */
final class LimitsInForce {
    private final Map<String, List<Change>> changes = new HashMap<>();

    private static final class Change {
        private final int atOnce;
        private final long from;
        private final boolean isCall;
        private long until = Long.MAX_VALUE;
        private boolean answered;

        Change(final int atOnce, final long from, final boolean isCall) {
            this.atOnce = atOnce;
            this.from = from;
            this.isCall = isCall;
        }
    }

    LimitsInForce(final List<ChaosEvent> events) {
        final Map<String, Integer> known = new HashMap<>();
        for (final ChaosEvent event : events) {
            switch (event.kind()) {
                case LIMIT_SENT -> of(key(event)).add(new Change(atOnce(event), event.micros(), true));
                case LIMIT_SET -> set(of(key(event)), event.micros());
                case KNOWN_LIMIT -> known.put(key(event), atOnce(event));
                case FAILED_OVER -> {
                    changes.forEach(
                            (key, all) -> failOver(all, known.getOrDefault(key, Integer.MAX_VALUE), event.micros()));
                    known.clear();
                }
                default -> {}
            }
        }
    }

    private static String key(final ChaosEvent event) {
        return event.detail().split(" ", -1)[0];
    }

    private static int atOnce(final ChaosEvent event) {
        return Integer.parseInt(event.detail().split(" ", -1)[1]);
    }

    private List<Change> of(final String key) {
        return changes.computeIfAbsent(key, unused -> new ArrayList<>());
    }

    /** The last call was answered, maybe after a failover: whatever else was in force is over. */
    private static void set(final List<Change> all, final long at) {
        Change last = all.get(0);
        for (final Change change : all) {
            last = change.isCall ? change : last;
            change.until = Math.min(change.until, at);
        }
        last.until = Long.MAX_VALUE;
        last.answered = true;
    }

    /** A change under way may still find the new primary. */
    private static void failOver(final List<Change> all, final int known, final long at) {
        all.stream().filter(change -> change.answered).forEach(change -> change.until = Math.min(change.until, at));
        final Change asKnown = new Change(known, at, false);
        asKnown.answered = true;
        all.add(asKnown);
    }

    /** The highest limit of a key that may have been in force between these times. */
    int highest(final String key, final long from, final long to) {
        return changes.getOrDefault(key, List.of()).stream()
                .filter(change -> change.from <= to && change.until >= from)
                .mapToInt(change -> change.atOnce)
                .max()
                .orElse(Integer.MAX_VALUE);
    }
}
