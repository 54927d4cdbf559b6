package dev.jobs.store.memory;

import dev.jobs.JobSignal;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.PauseSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pauses. Guarded by the store's lock. */
final class MemoryPauses {
    private final Map<PauseTarget, Pause> pauses = new HashMap<>();

    Pause pause(final PauseRequest request, final long now) {
        final Instant at = Entry.instant(now);
        final Pause.Builder pause = Pause.builder(request.target(), at);
        request.reason().ifPresent(pause::reason);
        request.until().map(end -> Entry.instant(Entry.micros(end))).ifPresent(pause::until);
        request.lasting().map(time -> Entry.instant(now + Entry.micros(time))).ifPresent(pause::until);
        final Pause kept = pause.build();
        pauses.put(kept.target(), kept);
        return kept;
    }

    Optional<Pause> resume(final PauseTarget target, final long now) {
        return Optional.ofNullable(pauses.remove(target)).filter(pause -> pause.holdsAt(Entry.instant(now)));
    }

    /** Those that hold now; the others are forgotten. */
    PauseSet current(final long now) {
        if (pauses.isEmpty()) {
            return PauseSet.NONE;
        }
        final Instant at = Entry.instant(now);
        pauses.values().removeIf(pause -> !pause.holdsAt(at));
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
