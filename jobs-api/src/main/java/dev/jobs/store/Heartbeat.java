package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.store.operations.RunningChildren;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A worker's sign of life, with all that it holds. Immutable; made by {@link #builder}.
 *
 * <p>Two heartbeats are equal if all that they hold is equal.
 */
public final class Heartbeat {
    private final Values values;

    private Heartbeat(final Values values) {
        this.values = values;
    }

    private record Values(
            WorkerId worker,
            WorkerProfile profile,
            Duration timeToLive,
            Set<Lease> held,
            Set<Lease> stuck,
            Map<Lease, RunningChildren> children) {}

    /** Begins a heartbeat of this worker, which holds nothing by default. */
    public static Builder builder(final WorkerId worker, final WorkerProfile profile) {
        return new Builder(requireNonNull(worker, "worker"), requireNonNull(profile, "profile"));
    }

    /** The worker that lives. */
    public WorkerId worker() {
        return values.worker;
    }

    /** The description that it gives of itself. */
    public WorkerProfile profile() {
        return values.profile;
    }

    /**
     * The time, from the moment at which the store hears this, for which the worker counts as alive without another heartbeat;
     * zero says goodbye: it is gone at once.
     */
    public Duration timeToLive() {
        return values.timeToLive;
    }

    /** Every lease under which the worker still runs something or has an end to report. */
    public Set<Lease> held() {
        return values.held;
    }

    /** Those of its leases whose handlers were told to stop long ago and go on all the same. */
    public Set<Lease> stuck() {
        return values.stuck;
    }

    /** The live child processes of those of its attempts that have some. */
    public Map<Lease, RunningChildren> children() {
        return values.children;
    }

    /** The same by their jobs, for stores; of a job that the worker holds under two leases, those of the newer one. */
    public Map<JobId, RunningChildren> childrenOfJobs() {
        final Map<JobId, RunningChildren> ofJobs = new HashMap<>();
        values.children.entrySet().stream()
                .sorted(Comparator.comparingLong(attempt -> attempt.getKey().number()))
                .forEach(attempt -> ofJobs.put(attempt.getKey().jobId(), attempt.getValue()));
        return ofJobs;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Heartbeat heartbeat && values.equals(heartbeat.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Heartbeat" + values.toString().substring("Values".length());
    }

    /** Gathers a heartbeat. Not safe to share between threads. */
    public static final class Builder {
        private final WorkerId worker;
        private final WorkerProfile profile;
        private Duration timeToLive = Duration.ZERO;
        private Set<Lease> held = Set.of();
        private Set<Lease> stuck = Set.of();
        private Map<Lease, RunningChildren> children = Map.of();

        private Builder(final WorkerId worker, final WorkerProfile profile) {
            this.worker = worker;
            this.profile = profile;
        }

        /** The time for which the worker counts as alive without another heartbeat; zero, a goodbye, by default. */
        public Builder timeToLive(final Duration time) {
            timeToLive = requireNonNull(time, "time");
            return this;
        }

        /** Every lease under which the worker still runs something or has an end to report. */
        public Builder held(final Set<Lease> leases) {
            held = Set.copyOf(leases);
            return this;
        }

        /** Those whose handlers were told to stop long ago and go on all the same; none by default. */
        public Builder stuck(final Set<Lease> leases) {
            stuck = Set.copyOf(leases);
            return this;
        }

        /** The live child processes of those of its attempts that have some; none by default. */
        public Builder children(final Map<Lease, RunningChildren> processes) {
            children = Map.copyOf(processes);
            return this;
        }

        /**
         * The heartbeat.
         *
         * @throws IllegalArgumentException if the time to live is negative
         */
        public Heartbeat build() {
            if (timeToLive.isNegative()) {
                throw new IllegalArgumentException("a time to live is not negative, but this is " + timeToLive);
            }
            return new Heartbeat(new Values(worker, profile, timeToLive, held, stuck, children));
        }
    }
}
