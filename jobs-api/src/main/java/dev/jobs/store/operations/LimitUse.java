package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A limit as it is kept, and what it does at the moment. Immutable; made by adapters with {@link #builder}.
 *
 * <p>Two are equal if all that they hold is equal.
 */
public final class LimitUse {
    /** The most jobs that are counted of those that are kept back. */
    public static final int MOST_COUNTED = 1_000;

    private final Values values;

    private LimitUse(final Values values) {
        this.values = values;
    }

    private record Values(Limit limit, Source source, long running, long keptBack, Optional<Instant> oldestKeptBack) {}

    /** The one who set a limit. */
    public enum Source {
        /** The code of a service, as a default. */
        CODE,

        /** An operator. */
        OPERATOR
    }

    /** Begins the use of this limit, which takes and keeps back nothing by default. */
    public static Builder builder(final Limit limit, final Source source) {
        return new Builder(requireNonNull(limit, "limit"), requireNonNull(source, "source"));
    }

    /** The limit. */
    public Limit limit() {
        return values.limit;
    }

    /** The one who set it. */
    public Source source() {
        return values.source;
    }

    /** The attempts that take its permits: those that run, and those that are being stopped; with a star those of all its keys. */
    public long running() {
        return values.running;
    }

    /** The due jobs that it keeps back, as far as claims have met them, up to {@link #MOST_COUNTED}; with a star those of all its keys. */
    public long keptBack() {
        return values.keptBack;
    }

    /**
     * The time since which the oldest of the jobs that it keeps back could otherwise have started, which is when it was submitted or became
     * due. A store may look only at those that it counts. Empty: it keeps none back.
     */
    public Optional<Instant> oldestKeptBack() {
        return values.oldestKeptBack;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof LimitUse use && values.equals(use.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "LimitUse" + values.toString().substring("Values".length());
    }

    /** Gathers what a limit does. Not safe to share between threads. */
    public static final class Builder {
        private final Limit limit;
        private final Source source;
        private long running;
        private long keptBack;
        private Optional<Instant> oldestKeptBack = Optional.empty();

        private Builder(final Limit limit, final Source source) {
            this.limit = limit;
            this.source = source;
        }

        /** The number of attempts that take its permits. */
        public Builder running(final long attempts) {
            running = attempts;
            return this;
        }

        /** The number of jobs that it keeps back, at least one, and the time since which the oldest of them could have started. */
        public Builder keptBack(final long jobs, final Instant oldest) {
            keptBack = jobs;
            oldestKeptBack = Optional.of(oldest);
            return this;
        }

        /**
         * The limit and what it does.
         *
         * @throws IllegalArgumentException if a number is negative, or there is an oldest job that is kept back and none at all
         */
        public LimitUse build() {
            if (running < 0 || keptBack < 0 || oldestKeptBack.isPresent() != keptBack > 0) {
                throw new IllegalArgumentException("no limit has " + running + " running and keeps back " + keptBack
                        + ", the oldest since " + oldestKeptBack);
            }
            return new LimitUse(new Values(limit, source, running, keptBack, oldestKeptBack));
        }
    }
}
