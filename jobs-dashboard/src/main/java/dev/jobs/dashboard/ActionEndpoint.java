package dev.jobs.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.RerunOutcome;
import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.dashboard.json.Json;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.DeleteOutcome;

/** Does something to one job: {@code POST api/jobs/{id}/cancel}, {@code rerun} and {@code delete}. */
final class ActionEndpoint {
    private final JobStore store;
    private final JobEndpoint jobs;
    private final SearchEndpoint searches;

    ActionEndpoint(final JobStore store, final JobEndpoint jobs, final SearchEndpoint searches) {
        this.store = store;
        this.jobs = jobs;
        this.searches = searches;
    }

    Answer act(final Caller caller, final BulkAction action, final JobId id) {
        caller.require(action.right(), jobs.job(caller, id));
        try {
            final ObjectNode done = act(action, id);
            caller.tell(action.right(), new Subject.OneJob(id), Outcome.DONE);
            return Answer.json(done);
        } catch (final Refusal e) {
            caller.tell(action.right(), new Subject.OneJob(id), Outcome.NO_EFFECT);
            throw e;
        } finally {
            jobs.forget(id);
            searches.forget();
        }
    }

    private ObjectNode act(final BulkAction action, final JobId id) {
        return switch (action) {
            case CANCEL -> cancel(id);
            case RERUN -> rerun(id);
            case DELETE -> delete(id);
        };
    }

    private ObjectNode cancel(final JobId id) {
        final CancelOutcome outcome = store.cancel(id);
        if (outcome instanceof CancelOutcome.AlreadyTerminal ended) {
            throw Refusal.conflict(
                    "The job has ended already: " + ended.status().wireName());
        }
        return found(outcome instanceof CancelOutcome.Cancelled);
    }

    private ObjectNode rerun(final JobId id) {
        final RerunOutcome outcome = store.rerun(id);
        if (outcome instanceof RerunOutcome.NotEnded running) {
            throw notEnded(running.status());
        }
        final ObjectNode json = found(outcome instanceof RerunOutcome.Rerun);
        if (outcome instanceof RerunOutcome.Rerun again) {
            json.put("id", again.id().toString());
        }
        return json;
    }

    private ObjectNode delete(final JobId id) {
        final DeleteOutcome outcome = store.delete(id);
        if (outcome instanceof DeleteOutcome.NotEnded running) {
            throw notEnded(running.status());
        }
        return found(outcome instanceof DeleteOutcome.Deleted);
    }

    private static ObjectNode found(final boolean isFound) {
        if (!isFound) {
            throw JobEndpoint.jobNotFound();
        }
        return Json.object();
    }

    private static Refusal notEnded(final JobStatus status) {
        return Refusal.conflict("The job has not ended: " + (status.isTerminal() ? "stopping" : status.wireName()));
    }
}
