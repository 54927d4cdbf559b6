package dev.jobs.chaos;

import java.util.List;

/**
 * The workers that may have work under a lease that is no longer theirs, without a promise broken: those that were frozen, and those of
 * which a standby knew nothing when it took over.
 */
final class LostHold {
    private final List<ChaosEvent> events;

    LostHold(final List<ChaosEvent> events) {
        this.events = events.stream()
                .filter(event -> event.kind() == ChaosEvent.Kind.WORKER_FROZEN
                        || event.kind() == ChaosEvent.Kind.WORKER_THAWED
                        || event.kind() == ChaosEvent.Kind.FAILED_OVER)
                .toList();
    }

    boolean wasFrozen(final ChaosEvent claim, final long until) {
        return events.stream()
                .anyMatch(event -> event.kind() == ChaosEvent.Kind.WORKER_FROZEN
                        && event.detail().equals(claim.source())
                        && event.micros() < until
                        && thawed(event) > claim.micros());
    }

    boolean wasUnknown(final ChaosEvent claim, final long until) {
        return events.stream()
                .anyMatch(event -> event.kind() == ChaosEvent.Kind.FAILED_OVER
                        && event.micros() > claim.micros()
                        && event.micros() < until
                        && !List.of(event.detail().split(",", -1)).contains(claim.source()));
    }

    private long thawed(final ChaosEvent frozen) {
        return events.stream()
                .filter(event -> event.kind() == ChaosEvent.Kind.WORKER_THAWED
                        && event.detail().equals(frozen.detail())
                        && event.micros() > frozen.micros())
                .findFirst()
                .map(ChaosEvent::micros)
                .orElse(Long.MAX_VALUE);
    }
}
