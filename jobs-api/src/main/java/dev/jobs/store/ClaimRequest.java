package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A worker's question for jobs that it is ready to start. Immutable; made by {@link #builder}.
 *
 * <p>Two requests are equal if all that they hold is equal.
 */
public final class ClaimRequest {
    private final Values values;

    private ClaimRequest(final Values values) {
        this.values = values;
    }

    private record Values(
            WorkerId worker, Set<String> types, Set<String> queues, int limit, Optional<Duration> timeLimit) {}

    /** Begins a request of this worker, for one job by default. */
    public static Builder builder(final WorkerId worker) {
        return new Builder(requireNonNull(worker, "worker"));
    }

    /** The worker that asks. */
    public WorkerId worker() {
        return values.worker;
    }

    /** The types of the jobs that it can start; at least one. */
    public Set<String> types() {
        return values.types;
    }

    /** The queues that it serves; at least one. */
    public Set<String> queues() {
        return values.queues;
    }

    /** The most jobs that it takes, as many as it has free slots; at least 1. */
    public int limit() {
        return values.limit;
    }

    /** The time limit of the jobs that have none of their own; empty: none. A poll shows when it is reached. */
    public Optional<Duration> timeLimit() {
        return values.timeLimit;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof ClaimRequest request && values.equals(request.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "ClaimRequest" + values.toString().substring("Values".length());
    }

    /** Gathers a request. Not safe to share between threads. */
    public static final class Builder {
        private final WorkerId worker;
        private Set<String> types = Set.of();
        private Set<String> queues = Set.of();
        private int limit = 1;
        private Optional<Duration> timeLimit = Optional.empty();

        private Builder(final WorkerId worker) {
            this.worker = worker;
        }

        /** The types of the jobs that it can start. */
        public Builder types(final Set<String> names) {
            types = Set.copyOf(names);
            return this;
        }

        /** The queues that it serves. */
        public Builder queues(final Set<String> names) {
            queues = Set.copyOf(names);
            return this;
        }

        /** The most jobs that it takes; 1 by default. */
        public Builder limit(final int jobs) {
            limit = jobs;
            return this;
        }

        /** The time limit of the jobs that have none of their own; none by default. */
        public Builder timeLimit(final Optional<Duration> time) {
            timeLimit = requireNonNull(time, "time");
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if it names no type, no queue or no slot
         */
        public ClaimRequest build() {
            if (types.isEmpty() || queues.isEmpty() || limit < 1) {
                throw new IllegalArgumentException("a claim names at least one type, queue and slot, but worker "
                        + worker + " named types " + types + ", queues " + queues + ", slots " + limit);
            }
            return new ClaimRequest(new Values(worker, types, queues, limit, timeLimit));
        }
    }
}
