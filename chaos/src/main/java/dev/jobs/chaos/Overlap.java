package dev.jobs.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cases in which the work of one lease went on when that of another lease of the same job began.
 *
 * <p>A worker stops its work before its leases can be given away. One that is frozen cannot: its writes are refused, but
 * its children go on until it is thawed. One of which a standby knew nothing when it took over has to be told first that its
 * leases are lost. So those are counted apart.
 */
final class Overlap {
    private final List<ChaosEvent> events;
    private final LostHold lostHold;
    private final List<String> ofRunningWorkers = new ArrayList<>();
    private int ofFrozenWorkers;
    private int ofUnknownWorkers;

    Overlap(final List<ChaosEvent> events, final Map<String, List<ChaosEvent>> byJob) {
        this.events = events;
        this.lostHold = new LostHold(events);
        byJob.values().forEach(this::check);
    }

    /** A description of each case. */
    List<String> ofRunningWorkers() {
        return List.copyOf(ofRunningWorkers);
    }

    int ofFrozenWorkers() {
        return ofFrozenWorkers;
    }

    int ofUnknownWorkers() {
        return ofUnknownWorkers;
    }

    private void check(final List<ChaosEvent> story) {
        for (final ChaosEvent event : story) {
            if (event.kind() == ChaosEvent.Kind.STILL_ALIVE && event.detail().startsWith("begin ")) {
                found(story, Long.parseLong(event.detail().split(" ", -1)[1]), event, "a process");
            } else if (event.kind() == ChaosEvent.Kind.BEGUN) {
                story.stream()
                        .filter(older -> older.kind() == ChaosEvent.Kind.BEGUN
                                && older.lease() != event.lease()
                                && older.micros() <= event.micros())
                        .filter(older -> endOfHandler(story, older) > event.micros())
                        .forEach(older -> found(story, older.lease(), event, "the handler"));
            }
        }
    }

    private long endOfHandler(final List<ChaosEvent> story, final ChaosEvent begun) {
        return story.stream()
                .filter(event -> event.kind() == ChaosEvent.Kind.ENDED && event.lease() == begun.lease())
                .findFirst()
                .or(() -> events.stream()
                        .filter(event -> event.kind() == ChaosEvent.Kind.WORKER_DIED
                                && event.detail().equals(begun.source()))
                        .findFirst())
                .map(ChaosEvent::micros)
                .orElse(Long.MAX_VALUE);
    }

    private void found(final List<ChaosEvent> story, final long lease, final ChaosEvent newer, final String what) {
        final Optional<ChaosEvent> claim = story.stream()
                .filter(event -> event.kind() == ChaosEvent.Kind.CLAIMED && event.lease() == lease)
                .findFirst();
        if (claim.filter(older -> lostHold.wasFrozen(older, newer.micros())).isPresent()) {
            ofFrozenWorkers++;
        } else if (claim.filter(older -> lostHold.wasUnknown(older, newer.micros()))
                .isPresent()) {
            ofUnknownWorkers++;
        } else {
            ofRunningWorkers.add("job " + newer.job() + ": " + what + " of lease " + lease + " of "
                    + claim.map(ChaosEvent::source).orElse("an unknown worker") + " went on when lease " + newer.lease()
                    + " began in " + newer.source() + " at " + newer.micros());
        }
    }
}
