package dev.jobs.store.memory;

import dev.jobs.JobSignal;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.EndedPauses;
import dev.jobs.store.support.PauseSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pauses. Guarded by the store's lock. */
final class MemoryPauses {
    private final Map<PauseTarget, Pause> pauses = new HashMap<>();

    /** Those that were resumed, replaced, or have ended by themselves. */
    final EndedPauses ended = new EndedPauses();

    Pause pause(final PauseRequest request, final long now) {
        final Instant at = Entry.instant(now);
        final Pause.Builder pause = Pause.builder(request.target(), at);
        request.reason().ifPresent(pause::reason);
        request.until().map(end -> Entry.instant(Entry.micros(end))).ifPresent(pause::until);
        request.lasting().map(time -> Entry.instant(now + Entry.micros(time))).ifPresent(pause::until);
        final Pause kept = pause.build();
        Optional.ofNullable(pauses.put(kept.target(), kept)).ifPresent(before -> ended.add(before, at));
        return kept;
    }

    Optional<Pause> resume(final PauseTarget target, final long now) {
        final Optional<Pause> removed = Optional.ofNullable(pauses.remove(target));
        removed.ifPresent(pause -> ended.add(pause, Entry.instant(now)));
        return removed.filter(pause -> pause.holdsAt(Entry.instant(now)));
    }

    /** Those that hold now; the others are moved to those that have ended. */
    PauseSet current(final long now) {
        if (pauses.isEmpty()) {
            return PauseSet.NONE;
        }
        final Instant at = Entry.instant(now);
        pauses.values().removeIf(pause -> {
            if (pause.holdsAt(at)) {
                return false;
            }
            ended.add(pause, at);
            return true;
        });
        return PauseSet.of(List.copyOf(pauses.values()));
    }

    /** The signals of the jobs that wait and may start now that this pause is over. */
    static List<JobSignal> signals(final Pause ended, final Lanes lanes, final PauseSet others) {
        return lanes.startable().keySet().stream()
                .filter(group -> ended.target().covers(group.queue(), group.type())
                        && !others.holdsFor(group.queue(), group.type()))
                .<JobSignal>map(group -> new JobSignal.Claimable(group.queue(), group.type()))
                .toList();
    }
}
