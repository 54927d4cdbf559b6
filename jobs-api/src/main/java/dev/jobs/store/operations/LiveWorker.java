package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A worker that lives, and what it runs, as its store has it. Immutable; made by adapters with {@link #builder}.
 *
 * <p>Two are equal if all that they hold is equal.
 */
public final class LiveWorker {
    private final Values values;

    private LiveWorker(final Values values) {
        this.values = values;
    }

    private record Values(
            UUID id,
            String name,
            Set<String> types,
            Set<String> queues,
            int slots,
            Instant since,
            Instant heardAt,
            Instant expiresAt,
            List<Job> jobs,
            Set<JobId> stuck,
            Map<JobId, RunningChildren> children) {}

    /** Begins the worker of this id and name, with no types, queues and jobs by default, and one slot. */
    public static Builder builder(final UUID id, final String name) {
        return new Builder(requireNonNull(id, "id"), requireNonNull(name, "name"));
    }

    /** The value of its {@code WorkerId}. */
    public UUID id() {
        return values.id;
    }

    /** The name, for people; need not be unique. */
    public String name() {
        return values.name;
    }

    /** The types of the jobs that it handles. */
    public Set<String> types() {
        return values.types;
    }

    /** The queues that it serves. */
    public Set<String> queues() {
        return values.queues;
    }

    /** The number of jobs that it runs at once. */
    public int slots() {
        return values.slots;
    }

    /** The time of its first heartbeat, by the store's clock, as all times here. */
    public Instant since() {
        return values.since;
    }

    /** The time of its last heartbeat. */
    public Instant heardAt() {
        return values.heardAt;
    }

    /** The time up to which it counts as alive without another heartbeat. */
    public Instant expiresAt() {
        return values.expiresAt;
    }

    /**
     * The jobs that it runs, or is stopping since they were cancelled, without payloads and results, those that were started first
     * before the others.
     */
    public List<Job> jobs() {
        return values.jobs;
    }

    /**
     * The jobs whose handlers were told to stop long ago and go on all the same, as the worker said with its last heartbeat. Their
     * slots are taken. A job may be stuck here and run, or have ended, elsewhere: then it is not among the {@link #jobs()}.
     */
    public Set<JobId> stuck() {
        return values.stuck;
    }

    /**
     * The live child processes of the jobs that have some, as the worker said with its {@linkplain #heardAt last heartbeat}, when they
     * were as old as is told. A worker that says nothing of them has none, or an older library.
     */
    public Map<JobId, RunningChildren> children() {
        return values.children;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof LiveWorker worker && values.equals(worker.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "LiveWorker" + values.toString().substring("Values".length());
    }

    /** Gathers a worker. Not safe to share between threads. */
    public static final class Builder {
        private final UUID id;
        private final String name;
        private Set<String> types = Set.of();
        private Set<String> queues = Set.of();
        private int slots = 1;
        private Instant since = Instant.EPOCH;
        private Instant heardAt = Instant.EPOCH;
        private Instant expiresAt = Instant.EPOCH;
        private List<Job> jobs = List.of();
        private Set<JobId> stuck = Set.of();
        private Map<JobId, RunningChildren> children = Map.of();

        private Builder(final UUID id, final String name) {
            this.id = id;
            this.name = name;
        }

        /** The types of the jobs that it handles. */
        public Builder types(final Set<String> names) {
            types = Set.copyOf(names);
            return this;
        }

        /** The queues that it serves. */
        public Builder queues(final Set<String> names) {
            queues = Set.copyOf(names);
            return this;
        }

        /** The number of jobs that it runs at once; 1 by default. */
        public Builder slots(final int number) {
            slots = number;
            return this;
        }

        /** The times of its first and last heartbeats, and the end of its time to live. */
        public Builder times(final Instant first, final Instant last, final Instant expires) {
            since = requireNonNull(first, "first");
            heardAt = requireNonNull(last, "last");
            expiresAt = requireNonNull(expires, "expires");
            return this;
        }

        /** The jobs that it runs or is stopping, the first started before the others; none by default. */
        public Builder jobs(final List<Job> running) {
            jobs = List.copyOf(running);
            return this;
        }

        /** The jobs whose handlers do not stop; none by default. */
        public Builder stuck(final Set<JobId> ids) {
            stuck = Set.copyOf(ids);
            return this;
        }

        /** The live child processes of the jobs that have some; none by default. */
        public Builder children(final Map<JobId, RunningChildren> processes) {
            children = Map.copyOf(processes);
            return this;
        }

        /** The worker. */
        public LiveWorker build() {
            return new LiveWorker(
                    new Values(id, name, types, queues, slots, since, heardAt, expiresAt, jobs, stuck, children));
        }
    }
}
