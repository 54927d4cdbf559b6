package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.Release;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An attempt of a job that has ended, for operators. Immutable; made by adapters with {@link #builder}.
 *
 * <p>The attempt of number 1 that completed its job is none of them: the job's {@linkplain dev.jobs.JobState state} says all of it.
 *
 * <p>Two are equal if all that they hold is equal.
 */
public final class PastAttempt {
    /** The most that are kept of a job: the newest. */
    public static final int MOST_KEPT = 1_000;

    private final Values values;

    private PastAttempt(final Values values) {
        this.values = values;
    }

    private record Values(
            long lease,
            int number,
            String worker,
            Instant startedAt,
            Instant endedAt,
            End end,
            Optional<String> error,
            Optional<Release> release,
            Optional<Instant> cancelledAt) {}

    /** The way in which an attempt ended. */
    public enum End {
        /** Its handler returned. */
        COMPLETED,

        /** Its handler failed. */
        FAILED,

        /** It reached a limit of time. */
        TIMED_OUT,

        /** Its worker handed the job back, as one does that closes; the attempt does not count. */
        HANDED_BACK,

        /** Its worker was gone. */
        LOST,

        /** Its job was cancelled, and its work has ended. */
        CANCELLED;

        /** The name in databases and JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The end of an attempt that failed for this reason. */
        public static End of(final Report.Failed.Cause cause) {
            return switch (cause) {
                case HANDLER -> FAILED;
                case TIME_LIMIT -> TIMED_OUT;
            };
        }

        /**
         * The end of this name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static End ofWireName(final String name) {
            for (final End end : values()) {
                if (end.wireName().equals(name)) {
                    return end;
                }
            }
            throw new IllegalArgumentException("no attempt ends as \"" + name + "\"");
        }
    }

    /** Begins the attempt of this number that was made under a lease of this number. */
    public static Builder builder(final int number, final long lease) {
        return new Builder(number, lease);
    }

    /** The number of its lease: higher than those of the attempts before it. */
    public long lease() {
        return values.lease;
    }

    /** Its number, from 1. An attempt that was handed back does not count: the next one has the same number. */
    public int number() {
        return values.number;
    }

    /** The name of its worker; empty if it is not known any more. */
    public String worker() {
        return values.worker;
    }

    /** The time at which it was claimed, by the store's clock. */
    public Instant startedAt() {
        return values.startedAt;
    }

    /** The time at which its end was written, by the store's clock. */
    public Instant endedAt() {
        return values.endedAt;
    }

    /** The way in which it ended. */
    public End end() {
        return values.end;
    }

    /** The reason, for people, if it failed, timed out or was lost. */
    public Optional<String> error() {
        return values.error;
    }

    /** The way in which it is known that its work has ended; only if it was cancelled, handed back or lost. */
    public Optional<Release> release() {
        return values.release;
    }

    /**
     * The time, by the store's clock, at which its job was cancelled, if it {@linkplain End#CANCELLED ended so}: from then until {@link #endedAt}
     * its work was being stopped. Empty if it was cancelled by a library that did not keep this yet.
     */
    public Optional<Instant> cancelledAt() {
        return values.cancelledAt;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof PastAttempt attempt && values.equals(attempt.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names the attempt without its error, which may be secret. */
    @Override
    public String toString() {
        return "PastAttempt[number=" + number() + ", lease=" + lease() + ", end=" + end() + "]";
    }

    /** Gathers an attempt. Not safe to share between threads. */
    public static final class Builder {
        private final int number;
        private final long lease;
        private String worker = "";
        private Instant startedAt = Instant.EPOCH;
        private Instant endedAt = Instant.EPOCH;
        private End end = End.COMPLETED;
        private Optional<String> error = Optional.empty();
        private Optional<Release> release = Optional.empty();
        private Optional<Instant> cancelledAt = Optional.empty();

        private Builder(final int number, final long lease) {
            this.number = number;
            this.lease = lease;
        }

        /** The name of its worker; not known by default. */
        public Builder worker(final String name) {
            worker = requireNonNull(name, "name");
            return this;
        }

        /** The time at which it was claimed, and the time at which its end was written. */
        public Builder times(final Instant started, final Instant ended) {
            startedAt = requireNonNull(started, "started");
            endedAt = requireNonNull(ended, "ended");
            return this;
        }

        /** The way in which it ended; completed by default. */
        public Builder end(final End how) {
            end = requireNonNull(how, "how");
            return this;
        }

        /** The reason, for people; none by default. */
        public Builder error(final Optional<String> text) {
            error = requireNonNull(text, "text");
            return this;
        }

        /** The way in which it is known that its work has ended; none by default. */
        public Builder release(final Optional<Release> value) {
            release = requireNonNull(value, "value");
            return this;
        }

        /** The time at which its job was cancelled; none by default. */
        public Builder cancelledAt(final Optional<Instant> time) {
            cancelledAt = requireNonNull(time, "time");
            return this;
        }

        /**
         * The attempt.
         *
         * @throws IllegalArgumentException if its number is below 1, or it ended before it began
         */
        public PastAttempt build() {
            if (number < 1) {
                throw new IllegalArgumentException("attempts count from 1, but this is attempt " + number);
            }
            if (endedAt.isBefore(startedAt)) {
                throw new IllegalArgumentException(
                        "an attempt that began at " + startedAt + " cannot have ended at " + endedAt);
            }
            return new PastAttempt(
                    new Values(lease, number, worker, startedAt, endedAt, end, error, release, cancelledAt));
        }
    }
}
