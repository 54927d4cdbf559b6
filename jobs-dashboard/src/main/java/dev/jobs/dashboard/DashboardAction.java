package dev.jobs.dashboard;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import java.util.List;
import java.util.Optional;

/**
 * An action that somebody took on the dashboard, or tried to. Immutable.
 *
 * @param user the name of whoever did it, as {@link DashboardAccess#user} has it
 * @param right the right that it needs, which says what it is
 * @param subject the thing that it was done to
 * @param outcome the outcome
 */
public record DashboardAction(Optional<String> user, DashboardRight right, Subject subject, Outcome outcome) {
    public DashboardAction {
        requireNonNull(user, "user");
        requireNonNull(right, "right");
        requireNonNull(subject, "subject");
        requireNonNull(outcome, "outcome");
    }

    /** The outcome of an action. */
    public enum Outcome {
        /** It was done. */
        DONE,

        /** There was nothing to do: the job is gone or has ended, what was to be resumed was not paused, or there was no such limit. */
        NO_EFFECT,

        /** Its author has no right to it, and nothing was done. */
        REFUSED
    }

    /** The thing that an action is done to. */
    public sealed interface Subject {
        /**
         * One job.
         *
         * @param id its id
         */
        record OneJob(JobId id) implements Subject {
            public OneJob {
                requireNonNull(id, "id");
            }
        }

        /**
         * Some of the jobs that match a search: one step of several.
         *
         * @param search the search, from the cursor of this step on
         * @param jobs the jobs that it was done to
         */
        record FoundJobs(JobSearch search, List<JobId> jobs) implements Subject {
            public FoundJobs {
                requireNonNull(search, "search");
                jobs = List.copyOf(jobs);
            }
        }

        /**
         * A queue, type, owner or limit key that is paused.
         *
         * @param target the queue, type, owner or limit key
         * @param reason the reason that its author gave
         */
        record Paused(PauseTarget target, Optional<String> reason) implements Subject {
            public Paused {
                requireNonNull(target, "target");
                requireNonNull(reason, "reason");
            }
        }

        /**
         * A queue whose order is chosen.
         *
         * @param queue the name of the queue
         * @param order the order that is chosen
         */
        record Ordered(String queue, QueueOrder order) implements Subject {
            public Ordered {
                requireNonNull(queue, "queue");
                requireNonNull(order, "order");
            }
        }

        /**
         * A queue, type, owner or limit key that is resumed.
         *
         * @param target the queue, type, owner or limit key
         */
        record Resumed(PauseTarget target) implements Subject {
            public Resumed {
                requireNonNull(target, "target");
            }
        }

        /**
         * A limit that is set, in the place of one of its name if there is one.
         *
         * @param limit the limit
         */
        record Limited(Limit limit) implements Subject {
            public Limited {
                requireNonNull(limit, "limit");
            }
        }

        /**
         * A limit that is removed.
         *
         * @param name the name of the limit
         */
        record LimitRemoved(String name) implements Subject {
            public LimitRemoved {
                requireNonNull(name, "name");
            }
        }
    }
}
