package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The jobs of one queue and type that have not ended, by what they wait for. Immutable; made by adapters with {@link #builder}.
 *
 * <p>Two are equal if all that they hold is equal.
 */
public final class Workload {
    private final Values values;

    private Workload(final Values values) {
        this.values = values;
    }

    private record Values(
            String queue,
            String type,
            JobCount startable,
            JobCount scheduled,
            JobCount declined,
            JobCount paused,
            JobCount keptBack,
            long running,
            long stopping,
            Optional<Instant> oldestStartable,
            Optional<Instant> unhandledSince) {}

    /** Begins the jobs of this queue and type, none by default, counted at this time of the store's clock. */
    public static Builder builder(final String queue, final String type, final Instant asOf) {
        return new Builder(requireNonNull(queue, "queue"), requireNonNull(type, "type"), requireNonNull(asOf, "asOf"));
    }

    /** The queue. */
    public String queue() {
        return values.queue;
    }

    /** The type. */
    public String type() {
        return values.type;
    }

    /** The pending jobs that a worker for their type may start now. */
    public JobCount startable() {
        return values.startable;
    }

    /** The pending jobs that are not due yet, since they have a delay or wait to be tried again. */
    public JobCount scheduled() {
        return values.scheduled;
    }

    /** The pending jobs that some worker could not read: they wait for one that can. */
    public JobCount declined() {
        return values.declined;
    }

    /** The pending jobs that could start if their queue or type were not paused. */
    public JobCount paused() {
        return values.paused;
    }

    /**
     * The pending jobs that a limit, or a pause of their owner or of one of their limit keys, keeps from starting, as far as claims have
     * met them.
     */
    public JobCount keptBack() {
        return values.keptBack;
    }

    /** The number of jobs that are processing. */
    public long running() {
        return values.running;
    }

    /** The number of jobs that were cancelled and whose work is still being stopped. */
    public long stopping() {
        return values.stopping;
    }

    /**
     * The time since which the oldest of the {@linkplain #startable() startable} jobs could have started, which is when it was
     * submitted or became due. Its distance from now tells best whether there are enough workers. Of each priority a store may
     * look only at the hundred jobs that start first. Empty: none is startable.
     */
    public Optional<Instant> oldestStartable() {
        return values.oldestStartable;
    }

    /**
     * The time since which the oldest of the startable jobs waits for any worker at all, if no live worker handles this type in
     * this queue. Empty: some worker does, or none of the jobs is startable.
     */
    public Optional<Instant> unhandledSince() {
        return values.unhandledSince;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Workload workload && values.equals(workload.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Workload" + values.toString().substring("Values".length());
    }

    /** Gathers the numbers of one queue and type. Not safe to share between threads. */
    public static final class Builder {
        private final String queue;
        private final String type;
        private JobCount startable;
        private JobCount scheduled;
        private JobCount declined;
        private JobCount paused;
        private JobCount keptBack;
        private long running;
        private long stopping;
        private Optional<Instant> oldestStartable = Optional.empty();
        private boolean unhandled;

        private Builder(final String queue, final String type, final Instant asOf) {
            this.queue = queue;
            this.type = type;
            this.startable = JobCount.exactly(0, asOf);
            this.scheduled = startable;
            this.declined = startable;
            this.paused = startable;
            this.keptBack = startable;
        }

        /** The pending jobs that may start now. */
        public Builder startable(final JobCount count) {
            startable = requireNonNull(count, "count");
            return this;
        }

        /** The pending jobs that are not due yet. */
        public Builder scheduled(final JobCount count) {
            scheduled = requireNonNull(count, "count");
            return this;
        }

        /** The pending jobs that some worker has declined. */
        public Builder declined(final JobCount count) {
            declined = requireNonNull(count, "count");
            return this;
        }

        /** The pending jobs that a pause keeps from starting. */
        public Builder paused(final JobCount count) {
            paused = requireNonNull(count, "count");
            return this;
        }

        /** The pending jobs that a limit, or a pause of their owner or limit key, keeps from starting. */
        public Builder keptBack(final JobCount count) {
            keptBack = requireNonNull(count, "count");
            return this;
        }

        /** The number of jobs that are processing. */
        public Builder running(final long jobs) {
            running = jobs;
            return this;
        }

        /** The number of jobs that are being stopped. */
        public Builder stopping(final long jobs) {
            stopping = jobs;
            return this;
        }

        /** The time since which the oldest startable job could have started. */
        public Builder oldestStartable(final Instant since) {
            oldestStartable = Optional.of(since);
            return this;
        }

        /** Says that no live worker handles the type in the queue. */
        public Builder unhandled() {
            unhandled = true;
            return this;
        }

        /**
         * The jobs of this queue and type.
         *
         * @throws IllegalArgumentException if a number is negative, or there is an oldest startable job and none that is startable
         */
        public Workload build() {
            if (running < 0 || stopping < 0 || oldestStartable.isPresent() != startable.jobs() > 0) {
                throw new IllegalArgumentException("no jobs are " + startable + ", the oldest since " + oldestStartable
                        + ", " + running + " running and " + stopping + " stopping");
            }
            return new Workload(new Values(
                    queue,
                    type,
                    startable,
                    scheduled,
                    declined,
                    paused,
                    keptBack,
                    running,
                    stopping,
                    oldestStartable,
                    oldestStartable.filter(since -> unhandled)));
        }
    }
}
