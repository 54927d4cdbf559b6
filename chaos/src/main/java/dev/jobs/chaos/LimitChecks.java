package dev.jobs.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attempts of one limit key that were alive at the same time, by what handlers and children wrote down themselves, held against the limits
 * that may have been in force.
 *
 * <p>Lowering a limit stops nothing, so what counts is the limit when the newest of the attempts was claimed: the others had their permits
 * then, and have them still. Which was the newest cannot be told of claims that were under way at the same time; then the highest
 * limit of all these counts. Work of workers that were frozen, or that no standby knew, is counted apart.
 */
final class LimitChecks {
    private final LimitsInForce limits;
    private final LostHold lostHold;
    private final Map<String, Claim> claims = new HashMap<>();
    private final Map<String, Long> running = new LinkedHashMap<>();
    private final List<String> broken = new ArrayList<>();
    private long starts;
    private long mostAtOnce;
    private long aboveInLostWorkers;

    /**
     * @param events all that was written down, in the order of their times
     * @param claims those whose leases no failover lost
     */
    LimitChecks(final List<ChaosEvent> events, final List<Claim> claims) {
        this.limits = new LimitsInForce(events);
        this.lostHold = new LostHold(events);
        claims.forEach(claim -> this.claims.put(claim.lease(), claim));
        events.forEach(this::check);
    }

    List<String> broken() {
        return broken;
    }

    /** The starts of attempts that count against a limit. */
    long starts() {
        return starts;
    }

    /** The most attempts of one key that were seen at once. */
    long mostAtOnce() {
        return mostAtOnce;
    }

    /** The number of times that more than a limit allows were alive because of workers that had lost their leases. */
    long aboveInLostWorkers() {
        return aboveInLostWorkers;
    }

    private void check(final ChaosEvent event) {
        final String lease = event.job() + "#" + event.lease();
        switch (event.kind()) {
            case BEGUN ->
                Optional.ofNullable(claims.get(lease)).ifPresent(claim -> {
                    running.put(lease, event.micros());
                    starts += claim.keys().isEmpty() ? 0 : 1;
                    claim.keys().forEach(key -> check(key, List.copyOf(running.keySet()), event.micros()));
                });
            case ENDED -> running.remove(lease);
            case WORKER_DIED ->
                running.keySet()
                        .removeIf(each -> Optional.ofNullable(claims.get(each))
                                .filter(claim -> claim.event().source().equals(event.detail()))
                                .isPresent());
            case CHILDREN_ALIVE -> {
                final List<String> alive = List.of(event.detail().split(",", -1));
                alive.stream()
                        .flatMap(each -> Optional.ofNullable(claims.get(each)).stream())
                        .flatMap(claim -> claim.keys().stream())
                        .distinct()
                        .forEach(key -> check(key, alive, event.micros()));
            }
            default -> {}
        }
    }

    private void check(final String key, final List<String> leases, final long at) {
        final List<Claim> alive = leases.stream()
                .flatMap(lease -> Optional.ofNullable(claims.get(lease)).stream())
                .filter(claim -> claim.keys().contains(key))
                .toList();
        final List<Claim> held = alive.stream()
                .filter(claim -> !lostHold.wasFrozen(claim.event(), at) && !lostHold.wasUnknown(claim.event(), at))
                .toList();
        mostAtOnce = Math.max(mostAtOnce, held.size());
        if (held.size() > limitOfNewest(key, held)) {
            broken.add("limit key " + key + " had " + held.size() + " attempts at once at " + at + " where "
                    + limitOfNewest(key, held) + " were allowed: "
                    + held.stream().map(Claim::lease).toList());
        } else if (alive.size() > limitOfNewest(key, alive)) {
            aboveInLostWorkers++;
        }
    }

    private int limitOfNewest(final String key, final List<Claim> claimed) {
        final long newest = claimed.stream().mapToLong(Claim::sent).max().orElse(0);
        final List<Claim> candidates =
                claimed.stream().filter(claim -> claim.answered() >= newest).toList();
        final long from = candidates.stream().mapToLong(Claim::sent).min().orElse(0);
        final long to = candidates.stream().mapToLong(Claim::answered).max().orElse(Long.MAX_VALUE);
        return limits.highest(key, from, to);
    }
}
