package dev.jobs.store.memory;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.support.KeptBack;
import dev.jobs.store.support.PauseSet;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Gives workers the jobs that start next. Guarded by the store's lock. */
final class MemoryClaims {
    private final Transitions transitions;

    MemoryClaims(final Transitions transitions) {
        this.transitions = transitions;
    }

    List<ClaimedJob> claim(final ClaimRequest request, final long now) {
        if (!transitions.workers.isAlive(request.worker(), now)) {
            return List.of();
        }
        transitions.lanes.promote(now);
        transitions.lanes.held.openUntil(now);
        final PauseSet paused = transitions.pauses.current(now);
        final List<ClaimedJob> claimed = new ArrayList<>();
        final Deque<Entry> declined = transitions.declinedByOthers(request, paused);
        while (claimed.size() < request.limit()) {
            final Optional<Entry> next = Lanes.earlier(
                    Lanes.earlier(
                            transitions.lanes.next(request.queues(), request.types(), paused),
                            transitions.lanes.nextHeld(request.queues(), request.types(), paused)),
                    Optional.ofNullable(declined.peek()));
            if (next.isEmpty()) {
                break;
            }
            declined.removeFirstOccurrence(next.get());
            if (isHeld(next.get(), now, paused)) {
                continue;
            }
            transitions.claimed(next.get(), request, now);
            claimed.add(new ClaimedJob(next.get().toJob(), next.get().currentLease()));
        }
        return List.copyOf(claimed);
    }

    /** Sets a job apart if a limit, or a pause of its owner or limit key, keeps it back. */
    private boolean isHeld(final Entry entry, final long now, final PauseSet paused) {
        final Optional<KeptBack> kept =
                transitions.limits.allowance(now, paused).keptBack(entry.limitKeys, entry.optionalOwner());
        if (kept.isPresent() && !entry.isDeclined()) {
            transitions.keptBack(entry, kept.get(), now);
        }
        return kept.isPresent();
    }
}
