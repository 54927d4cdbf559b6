package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The part of a job that changes: where it stood in the store at one moment. Immutable; made by adapters with {@link
 * #builder}.
 *
 * <p>Two states are equal if all that they hold is equal.
 */
public final class JobState {
    private final Values values;

    private JobState(final Values values) {
        this.values = values;
    }

    private record Values(
            JobStatus status,
            int attempt,
            Optional<String> stage,
            double progress,
            OverallProgress overallProgress,
            Optional<String> result,
            Optional<String> error,
            Optional<Release> release,
            Instant createdAt,
            Instant dueAt,
            Instant updatedAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Instant> timeLimitAt,
            List<StageTime> stageTimes,
            Optional<JobId> rerunAs,
            Optional<JobId> replacedBy,
            long revision) {}

    /** Begins the state of a job that was submitted at this time, as pending, due and unchanged since. */
    public static Builder builder(final Instant createdAt) {
        return new Builder(createdAt);
    }

    /** Begins a state that is the same as this one until the builder says otherwise. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The status. */
    public JobStatus status() {
        return values.status();
    }

    /** The number of the current or last run, from 1; 0 before the first. */
    public int attempt() {
        return values.attempt();
    }

    /** The name of what its handler is doing, or was when it ended; empty while pending. */
    public Optional<String> stage() {
        return values.stage();
    }

    /** The progress from 0 to 100 within the stage, as its handler reported it; 0 while pending. */
    public double progress() {
        return values.progress();
    }

    /** The progress through its declared stages; none while pending. */
    public OverallProgress overallProgress() {
        return values.overallProgress();
    }

    /**
     * The JSON value that its handler returned; empty if the job is not complete, if its handler returned nothing, and in a
     * {@linkplain Jobs#list list}, which does not read it.
     */
    public Optional<String> result() {
        return values.result();
    }

    /** The error of the last failed attempt, for people; empty once complete. */
    public Optional<String> error() {
        return values.error();
    }

    /** The way in which it is known that the work has ended; only when cancelled and finished. */
    public Optional<Release> release() {
        return values.release();
    }

    /** The time of its submission, by the store's clock. */
    public Instant createdAt() {
        return values.createdAt();
    }

    /** The time before which it is not started next. */
    public Instant dueAt() {
        return values.dueAt();
    }

    /** The time of the last change of anything in it; never runs backwards. */
    public Instant updatedAt() {
        return values.updatedAt();
    }

    /** The time at which the current or last attempt was claimed. */
    public Optional<Instant> startedAt() {
        return values.startedAt();
    }

    /** The time at which its work had ended for good; empty for a cancelled job that is still being stopped. */
    public Optional<Instant> finishedAt() {
        return values.finishedAt();
    }

    /** The time at which its attempt reaches its time limit, if it has one; while processing, and only then. */
    public Optional<Instant> timeLimitAt() {
        return values.timeLimitAt();
    }

    /**
     * The times that the current or last attempt spent in the stages that it has left, in their order; at most {@link
     * StageTime#MOST_KEPT}, those of the newest. Empty in a {@linkplain Jobs#list list}.
     */
    public List<StageTime> stageTimes() {
        return values.stageTimes();
    }

    /** The newest job that {@linkplain Jobs#rerun runs it again}, if there is one. */
    public Optional<JobId> rerunAs() {
        return values.rerunAs();
    }

    /** The job for whose sake it was cancelled, by {@link WhenLimitFull}; only when cancelled. */
    public Optional<JobId> replacedBy() {
        return values.replacedBy();
    }

    /** A number from 1, higher after every change that can be seen. */
    public long revision() {
        return values.revision();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof JobState state && values.equals(state.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names the state without its result and error, which may be secret. */
    @Override
    public String toString() {
        return "JobState[status=" + status().wireName() + ", attempt=" + attempt() + ", revision=" + revision() + "]";
    }

    /** Gathers a state. Not safe to share between threads. */
    public static final class Builder {
        private JobStatus status = JobStatus.PENDING;
        private int attempt;
        private Optional<String> stage = Optional.empty();
        private double progress;
        private OverallProgress overallProgress = OverallProgress.NONE;
        private Optional<String> result = Optional.empty();
        private Optional<String> error = Optional.empty();
        private Optional<Release> release = Optional.empty();
        private final Instant createdAt;
        private Instant dueAt;
        private Instant updatedAt;
        private Optional<Instant> startedAt = Optional.empty();
        private Optional<Instant> finishedAt = Optional.empty();
        private Optional<Instant> timeLimitAt = Optional.empty();
        private List<StageTime> stageTimes = List.of();
        private Optional<JobId> rerunAs = Optional.empty();
        private Optional<JobId> replacedBy = Optional.empty();
        private long revision = 1;

        private Builder(final Instant createdAt) {
            this.createdAt = requireNonNull(createdAt, "createdAt");
            this.dueAt = createdAt;
            this.updatedAt = createdAt;
        }

        private Builder(final JobState state) {
            this(state.createdAt());
            status = state.status();
            attempt = state.attempt();
            stage = state.stage();
            progress = state.progress();
            overallProgress = state.overallProgress();
            result = state.result();
            error = state.error();
            release = state.release();
            dueAt = state.dueAt();
            updatedAt = state.updatedAt();
            startedAt = state.startedAt();
            finishedAt = state.finishedAt();
            timeLimitAt = state.timeLimitAt();
            stageTimes = state.stageTimes();
            rerunAs = state.rerunAs();
            replacedBy = state.replacedBy();
            revision = state.revision();
        }

        /** The status; pending by default. */
        public Builder status(final JobStatus value) {
            status = requireNonNull(value, "value");
            return this;
        }

        /** The number of the current or last run; 0 by default. */
        public Builder attempt(final int number) {
            attempt = number;
            return this;
        }

        /** The stage; none by default. */
        public Builder stage(final Optional<String> name) {
            stage = requireNonNull(name, "name");
            return this;
        }

        /** The progress within the stage; 0 by default. */
        public Builder progress(final double percent) {
            progress = percent;
            return this;
        }

        /** The progress through the declared stages; none by default. */
        public Builder overallProgress(final OverallProgress value) {
            overallProgress = requireNonNull(value, "value");
            return this;
        }

        /** The result as JSON; none by default. */
        public Builder result(final Optional<String> json) {
            result = requireNonNull(json, "json");
            return this;
        }

        /** The error; none by default. */
        public Builder error(final Optional<String> text) {
            error = requireNonNull(text, "text");
            return this;
        }

        /** The release; none by default. */
        public Builder release(final Optional<Release> value) {
            release = requireNonNull(value, "value");
            return this;
        }

        /** The due time; that of the submission by default. */
        public Builder dueAt(final Instant time) {
            dueAt = requireNonNull(time, "time");
            return this;
        }

        /** The time of the last change; that of the submission by default. */
        public Builder updatedAt(final Instant time) {
            updatedAt = requireNonNull(time, "time");
            return this;
        }

        /** The time of the last claim; none by default. */
        public Builder startedAt(final Optional<Instant> time) {
            startedAt = requireNonNull(time, "time");
            return this;
        }

        /** The finish time; none by default. */
        public Builder finishedAt(final Optional<Instant> time) {
            finishedAt = requireNonNull(time, "time");
            return this;
        }

        /** The time at which its attempt reaches its time limit; none by default. */
        public Builder timeLimitAt(final Optional<Instant> time) {
            timeLimitAt = requireNonNull(time, "time");
            return this;
        }

        /** The times spent in stages; none by default. */
        public Builder stageTimes(final List<StageTime> times) {
            stageTimes = List.copyOf(times);
            return this;
        }

        /** The newest job that runs it again; none by default. */
        public Builder rerunAs(final Optional<JobId> job) {
            rerunAs = requireNonNull(job, "job");
            return this;
        }

        /** The job for whose sake it was cancelled; none by default. */
        public Builder replacedBy(final Optional<JobId> job) {
            replacedBy = requireNonNull(job, "job");
            return this;
        }

        /** The revision; 1 by default. */
        public Builder revision(final long number) {
            revision = number;
            return this;
        }

        /**
         * The state.
         *
         * @throws IllegalArgumentException if its times and its release do not fit its status
         */
        public JobState build() {
            if (finishedAt.isPresent() && !status.isTerminal()) {
                throw new IllegalArgumentException("a " + status.wireName() + " job has no finish time");
            }
            if (finishedAt.isEmpty() && status.isTerminal() && status != JobStatus.CANCELLED) {
                throw new IllegalArgumentException("a " + status.wireName() + " job has a finish time");
            }
            if (release.isPresent() != (status == JobStatus.CANCELLED && finishedAt.isPresent())) {
                throw new IllegalArgumentException(
                        "a job has a release if it is cancelled and finished, and only then");
            }
            if (timeLimitAt.isPresent() && status != JobStatus.PROCESSING) {
                throw new IllegalArgumentException("a " + status.wireName() + " job has no time limit to reach");
            }
            if (replacedBy.isPresent() && status != JobStatus.CANCELLED) {
                throw new IllegalArgumentException("a " + status.wireName() + " job was not replaced");
            }
            return new JobState(new Values(
                    status,
                    attempt,
                    stage,
                    progress,
                    overallProgress,
                    result,
                    error,
                    release,
                    createdAt,
                    dueAt,
                    updatedAt,
                    startedAt,
                    finishedAt,
                    timeLimitAt,
                    stageTimes,
                    rerunAs,
                    replacedBy,
                    revision));
        }
    }
}
