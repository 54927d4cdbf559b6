package dev.jobs.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the work of one lease went on when that of another lease of the same job began.
 *
 * <p>A worker stops its work before its leases can be given away. One that is frozen cannot: its writes are refused, but
 * its children go on until it is thawed. One of which a standby knew nothing when it took over has to be told first that its
 * leases are lost. So those are counted apart.
 */
final class Overlap {
    private final List<Event> events;
    private final List<String> ofRunningWorkers = new ArrayList<>();
    private int ofFrozenWorkers;
    private int ofUnknownWorkers;

    Overlap(final List<Event> events, final Map<String, List<Event>> byJob) {
        this.events = events;
        byJob.values().forEach(this::look);
    }

    /** What each case was. */
    List<String> ofRunningWorkers() {
        return List.copyOf(ofRunningWorkers);
    }

    int ofFrozenWorkers() {
        return ofFrozenWorkers;
    }

    int ofUnknownWorkers() {
        return ofUnknownWorkers;
    }

    private void look(final List<Event> story) {
        for (final Event event : story) {
            if (event.kind() == Event.Kind.STILL_ALIVE && event.detail().startsWith("begin ")) {
                found(story, Long.parseLong(event.detail().split(" ", -1)[1]), event, "a process");
            } else if (event.kind() == Event.Kind.BEGUN) {
                story.stream()
                        .filter(older -> older.kind() == Event.Kind.BEGUN
                                && older.lease() != event.lease()
                                && older.micros() <= event.micros())
                        .filter(older -> endOfHandler(story, older) > event.micros())
                        .forEach(older -> found(story, older.lease(), event, "the handler"));
            }
        }
    }

    private long endOfHandler(final List<Event> story, final Event begun) {
        return story.stream()
                .filter(event -> event.kind() == Event.Kind.ENDED && event.lease() == begun.lease())
                .findFirst()
                .or(() -> events.stream()
                        .filter(event -> event.kind() == Event.Kind.WORKER_DIED
                                && event.detail().equals(begun.source()))
                        .findFirst())
                .map(Event::micros)
                .orElse(Long.MAX_VALUE);
    }

    private void found(final List<Event> story, final long lease, final Event newer, final String what) {
        final Optional<Event> claim = story.stream()
                .filter(event -> event.kind() == Event.Kind.CLAIMED && event.lease() == lease)
                .findFirst();
        if (claim.filter(older -> wasFrozen(older, newer.micros())).isPresent()) {
            ofFrozenWorkers++;
        } else if (claim.filter(older -> wasUnknown(older, newer.micros())).isPresent()) {
            ofUnknownWorkers++;
        } else {
            ofRunningWorkers.add("job " + newer.job() + ": " + what + " of lease " + lease + " of "
                    + claim.map(Event::source).orElse("an unknown worker") + " went on when lease " + newer.lease()
                    + " began in " + newer.source() + " at " + newer.micros());
        }
    }

    private boolean wasFrozen(final Event claim, final long until) {
        return events.stream()
                .anyMatch(event -> event.kind() == Event.Kind.WORKER_FROZEN
                        && event.detail().equals(claim.source())
                        && event.micros() < until
                        && thawed(event) > claim.micros());
    }

    private boolean wasUnknown(final Event claim, final long until) {
        return events.stream()
                .anyMatch(event -> event.kind() == Event.Kind.FAILED_OVER
                        && event.micros() > claim.micros()
                        && event.micros() < until
                        && !List.of(event.detail().split(",", -1)).contains(claim.source()));
    }

    private long thawed(final Event frozen) {
        return events.stream()
                .filter(event -> event.kind() == Event.Kind.WORKER_THAWED
                        && event.detail().equals(frozen.detail())
                        && event.micros() > frozen.micros())
                .findFirst()
                .map(Event::micros)
                .orElse(Long.MAX_VALUE);
    }
}
