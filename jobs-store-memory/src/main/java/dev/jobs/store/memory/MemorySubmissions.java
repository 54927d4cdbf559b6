package dev.jobs.store.memory;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.support.SubmitDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Submits jobs whose limits may be full, one after the other. Guarded by the store's lock. */
final class MemorySubmissions {
    private final Entries entries;
    private final Transitions transitions;

    MemorySubmissions(final Entries entries, final Transitions transitions) {
        this.entries = entries;
        this.transitions = transitions;
    }

    List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull, final long now) {
        entries.requireNoConflict(requests);
        final List<SubmitOutcome> outcomes = new ArrayList<>(requests.size());
        for (final JobRequest request : requests) {
            final Optional<JobId> stored = entries.stored(request);
            outcomes.add(
                    stored.isPresent()
                            ? new SubmitOutcome.Submitted(stored.get())
                            : submit(request, transitions.limits.decision(request, whenFull, now), now));
        }
        return List.copyOf(outcomes);
    }

    private SubmitOutcome submit(final JobRequest request, final SubmitDecision decision, final long now) {
        if (decision.refusal().isPresent()) {
            return decision.refusal().get();
        }
        final JobId id = entries.add(List.of(request), now, entry -> {
                    decision.cancels()
                            .forEach(old -> transitions.replaced(requireNonNull(entries.get(old)), entry.id, now));
                    transitions.submitted(entry, now);
                })
                .get(0);
        return new SubmitOutcome.Submitted(id, decision.cancels());
    }
}
