package dev.jobs.store.memory;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.RerunOutcome;
import java.util.List;

/** Submits jobs again that have ended. Guarded by the store's lock. */
final class MemoryReruns {
    private final Entries entries;
    private final Transitions transitions;

    MemoryReruns(final Entries entries, final Transitions transitions) {
        this.entries = entries;
        this.transitions = transitions;
    }

    RerunOutcome rerun(final JobId id, final long now) {
        final Entry ended = entries.get(id);
        if (ended == null) {
            return new RerunOutcome.NotFound();
        }
        if (ended.finishedAt == Entry.NEVER) {
            return new RerunOutcome.NotEnded(ended.status);
        }
        final Entry last = ended.rerunAs == null ? null : entries.get(ended.rerunAs);
        if (last != null && last.finishedAt == Entry.NEVER) {
            return new RerunOutcome.Rerun(last.id);
        }
        final List<JobRequest> request = List.of(JobRequest.rerunOf(ended.toJob()));
        final JobId again = entries.add(request, now, entry -> transitions.submitted(entry, now))
                .get(0);
        transitions.rerunAs(ended, again, now);
        return new RerunOutcome.Rerun(again);
    }
}
