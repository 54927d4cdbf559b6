package dev.jobs.store.memory;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
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
        final PauseSet paused = transitions.pauses.current(now);
        final List<ClaimedJob> claimed = new ArrayList<>();
        final Deque<Entry> declined = transitions.declinedByOthers(request, paused);
        while (claimed.size() < request.limit()) {
            final Optional<Entry> next = Lanes.earlier(
                    transitions.lanes.next(request.queues(), request.types(), paused),
                    Optional.ofNullable(declined.peek()));
            if (next.isEmpty()) {
                break;
            }
            declined.removeFirstOccurrence(next.get());
            transitions.claimed(next.get(), request, now);
            claimed.add(new ClaimedJob(next.get().toJob(), next.get().currentLease()));
        }
        return List.copyOf(claimed);
    }
}
