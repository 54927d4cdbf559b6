package dev.jobs.dashboard;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.RerunOutcome;
import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.DeleteOutcome;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.JobSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does something to all jobs that match a search, one step for each request: {@code POST api/all/{action}}. The page follows the
 * cursors until the end, or until its user stops it. A step may be repeated: it finds what is left to do.
 */
final class BulkEndpoint {
    /** The jobs of one step: a fraction of a second, so that a stop is soon. */
    private static final int STEP = 100;

    private final JobStore store;
    private final SearchEndpoint searches;

    BulkEndpoint(final JobStore store, final SearchEndpoint searches) {
        this.store = store;
        this.searches = searches;
    }

    Answer step(final Caller caller, final BulkAction action) {
        final Optional<JobSearch> search = searches.search(caller, action, STEP);
        if (search.isEmpty()) {
            return Answer.json(SearchEndpoint.step(0, FoundJobs.last(List.of())));
        }
        caller.require(action.right(), new Subject.FoundJobs(search.get(), List.of()));
        final FoundJobs page = searches.page(caller, action, STEP);
        final List<JobId> done = new ArrayList<>();
        try {
            for (final Job job : page.jobs()) {
                final boolean isMeant = caller.sees(job) && caller.may(action.right(), job) && action.isFor(job);
                if (isMeant && act(action, job.id())) {
                    done.add(job.id());
                }
            }
        } finally {
            searches.forget();
            // Also of a step that a fault ended: what was done before is done.
            caller.tell(
                    action.right(),
                    new Subject.FoundJobs(search.get(), done),
                    done.isEmpty() ? Outcome.NO_EFFECT : Outcome.DONE);
        }
        return Answer.json(SearchEndpoint.step(done.size(), page));
    }

    private boolean act(final BulkAction action, final JobId id) {
        return switch (action) {
            case CANCEL -> store.cancel(id) instanceof CancelOutcome.Cancelled;
            case RERUN -> store.rerun(id) instanceof RerunOutcome.Rerun;
            case DELETE -> store.delete(id) instanceof DeleteOutcome.Deleted;
        };
    }

    static BulkAction actionOf(final String name) {
        return BulkAction.of(name).orElseThrow(() -> Refusal.notFound("Not found"));
    }
}
