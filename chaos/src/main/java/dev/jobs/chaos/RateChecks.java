package dev.jobs.chaos;

import dev.jobs.store.operations.StartRate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts of limit keys with a rate, by the store's clock, held against that rate: in each window at most the burst and what the
 * bucket gains in it. Windows end where the clock jumps and where a standby takes over: what it did not know did not happen.
 */
final class RateChecks {
    private final List<Jump> jumps = new ArrayList<>();

    private final Map<String, Long> firstSeen = new HashMap<>();
    private final List<String> broken = new ArrayList<>();
    private long starts;

    /** A time in which it cannot be told what the store's clock says; it may be earlier afterwards. */
    private static final class Jump {
        private final long from;
        private final boolean isBack;
        private long until = Long.MAX_VALUE;

        Jump(final long from, final boolean isBack) {
            this.from = from;
            this.isBack = isBack;
        }
    }

    /**
     * @param events all that was written down, in the order of their times
     * @param claims those whose leases no failover lost
     */
    RateChecks(final List<ChaosEvent> events, final List<Claim> claims, final StartRate rate) {
        for (final ChaosEvent event : events) {
            firstSeen.putIfAbsent(event.job(), event.micros());
            switch (event.kind()) {
                case CLOCK_JUMPED ->
                    jumps.add(new Jump(event.micros(), event.detail().startsWith("-")));
                case KNOWN, KNOWN_LIMIT -> jumps.add(new Jump(event.micros(), true));
                case CLOCK_HAS_JUMPED, FAILED_OVER ->
                    jumps.forEach(jump -> jump.until = Math.min(jump.until, event.micros()));
                default -> {}
            }
        }
        for (final String key : ChaosKeys.rated()) {
            final Map<Long, List<Claim>> bySegment = new HashMap<>();
            claims.stream()
                    .filter(claim -> claim.keys().contains(key) && isWithinOne(claim))
                    .forEach(claim -> bySegment
                            .computeIfAbsent(segment(claim.sent()), unused -> new ArrayList<>())
                            .add(claim));
            bySegment.values().forEach(segment -> check(key, segment, rate));
        }
    }

    List<String> broken() {
        return broken;
    }

    long starts() {
        return starts;
    }

    /** A start before the last change of a job is written down as that change: after a jump back it may lie in the future. */
    private boolean isWithinOne(final Claim claim) {
        final long first = firstSeen.getOrDefault(claim.event().job(), 0L);
        return jumps.stream()
                .noneMatch(jump -> jump.from <= claim.answered() && jump.until >= (jump.isBack ? first : claim.sent()));
    }

    private long segment(final long at) {
        return jumps.stream().filter(jump -> jump.until < at).count();
    }

    private void check(final String key, final List<Claim> segment, final StartRate rate) {
        segment.sort(Comparator.comparingLong(Claim::started));
        starts += segment.size();
        for (int first = 0; first < segment.size(); first++) {
            for (int last = first + 1; last < segment.size(); last++) {
                final long window =
                        segment.get(last).started() - segment.get(first).started();
                final long allowed = rate.burst() + window / rate.intervalMicros();
                if (last - first + 1 > allowed) {
                    broken.add("limit key " + key + " had " + (last - first + 1) + " starts within " + window
                            + " µs of the store's clock from "
                            + segment.get(first).started() + " on, where " + allowed
                            + " were allowed");
                    return;
                }
            }
        }
    }
}
