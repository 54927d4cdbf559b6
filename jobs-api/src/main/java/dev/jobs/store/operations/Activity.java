package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The events of the jobs of one queue and type in one minute, or in several. Immutable; made by {@link #builder}.
 *
 * <p>Two are equal if all that they hold is equal.
 */
public final class Activity {
    private final Values values;

    private Activity(final Values values) {
        this.values = values;
    }

    private record Values(
            String queue,
            String type,
            Instant from,
            long submitted,
            long started,
            long completed,
            long failed,
            long cancelled,
            TimeHistogram waited,
            TimeHistogram ran) {}

    /** Begins what happened to the jobs of this queue and type from this minute on: nothing by default. */
    public static Builder builder(final String queue, final String type, final Instant from) {
        return new Builder(requireNonNull(queue, "queue"), requireNonNull(type, "type"), requireNonNull(from, "from"));
    }

    /** The queue. */
    public String queue() {
        return values.queue;
    }

    /** The type. */
    public String type() {
        return values.type;
    }

    /** The beginning of the first minute. */
    public Instant from() {
        return values.from;
    }

    /** The number of jobs that were submitted. */
    public long submitted() {
        return values.submitted;
    }

    /** The number of attempts that were started: a job that is tried again counts again. */
    public long started() {
        return values.started;
    }

    /** The number of jobs that were completed. */
    public long completed() {
        return values.completed;
    }

    /** The number of jobs that failed for good. */
    public long failed() {
        return values.failed;
    }

    /** The number of jobs that were cancelled and have ended. */
    public long cancelled() {
        return values.cancelled;
    }

    /** The times for which the {@link #started()} attempts could have started and had not. */
    public TimeHistogram waited() {
        return values.waited;
    }

    /** The times that the last attempts took of the jobs that were {@link #completed()}. */
    public TimeHistogram ran() {
        return values.ran;
    }

    /** All of this and of another, of the same queue and type, as that of this one's time. */
    public Activity plus(final Activity other) {
        return builder(queue(), type(), from()).add(this).add(other).build();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Activity activity && values.equals(activity.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Activity" + values.toString().substring("Values".length());
    }

    /** Gathers what happened. Not safe to share between threads. */
    public static final class Builder {
        private final String queue;
        private final String type;
        private final Instant from;
        private long submitted;
        private long started;
        private long completed;
        private long failed;
        private long cancelled;
        private final TimeHistogram.Builder waited = new TimeHistogram.Builder();
        private final TimeHistogram.Builder ran = new TimeHistogram.Builder();

        private Builder(final String queue, final String type, final Instant from) {
            this.queue = queue;
            this.type = type;
            this.from = from;
        }

        /** Adds jobs that were submitted. */
        public Builder submitted(final long jobs) {
            submitted += jobs;
            return this;
        }

        /** Adds attempts that were started, and how long they waited before. */
        public Builder started(final long attempts, final TimeHistogram times) {
            started += attempts;
            waited.add(times);
            return this;
        }

        /** Adds an attempt that was started after it had waited so long. */
        public Builder started(final Duration time) {
            started++;
            waited.add(time);
            return this;
        }

        /** Adds a job that was completed, and took so long. */
        public Builder completed(final Duration time) {
            completed++;
            ran.add(time);
            return this;
        }

        /** Adds jobs that were completed, and how long they took. */
        public Builder completed(final long jobs, final TimeHistogram times) {
            completed += jobs;
            ran.add(times);
            return this;
        }

        /** Adds jobs that failed for good. */
        public Builder failed(final long jobs) {
            failed += jobs;
            return this;
        }

        /** Adds jobs that were cancelled and have ended. */
        public Builder cancelled(final long jobs) {
            cancelled += jobs;
            return this;
        }

        /** Adds all that another tells of. */
        public Builder add(final Activity other) {
            return submitted(other.submitted())
                    .started(other.started(), other.waited())
                    .completed(other.completed(), other.ran())
                    .failed(other.failed())
                    .cancelled(other.cancelled());
        }

        /** The activity. */
        public Activity build() {
            return new Activity(new Values(
                    queue, type, from, submitted, started, completed, failed, cancelled, waited.build(), ran.build()));
        }
    }
}
