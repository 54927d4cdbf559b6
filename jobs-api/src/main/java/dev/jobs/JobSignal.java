package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** News of a job: a hint to look, never the only way to know. Immutable. */
public sealed interface JobSignal {
    /** All kinds of signals. */
    Set<Class<? extends JobSignal>> KINDS = Set.of(Claimable.class, Cancelled.class, Finished.class);

    /** A job of this queue and type may be waiting to be claimed, or be due within seconds. */
    record Claimable(String queue, String type) implements JobSignal {
        public Claimable {
            requireNonNull(queue, "queue");
            requireNonNull(type, "type");
        }
    }

    /** This job was cancelled while it was processing: its worker is to stop it. */
    record Cancelled(JobId id) implements JobSignal {
        public Cancelled {
            requireNonNull(id, "id");
        }
    }

    /** This job's finish time was set. */
    record Finished(JobId id) implements JobSignal {
        public Finished {
            requireNonNull(id, "id");
        }
    }
}
