package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to one poll: everything that the person who waits for a job can know. Immutable; made by adapters with {@link
 * #builder}.
 *
 * <p>Two answers are equal if all that they hold is equal.
 */
public final class JobPollResponse {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long FRONT = 10;
    private static final long NEAR = 100;
    private static final long FAR = 1_000;
    private static final Duration YOUNG = Duration.ofMinutes(1);
    private static final Duration OLD = Duration.ofMinutes(10);

    private final Values values;

    private JobPollResponse(final Values values) {
        this.values = values;
    }

    private record Values(Job job, Instant at, Moving moving) {}

    /**
     * All of an answer that may change while its job's revision stays. What is shown of an answer is the job's or from here, so
     * that the fingerprint has it.
     */
    private record Moving(Optional<Waiting> waiting, Optional<Estimate> estimate, boolean resultLeftOut) {}

    /** Begins the answer for a job as it stood at this time, by the store's clock. */
    public static Builder builder(final Job job, final Instant at) {
        return new Builder(requireNonNull(job, "job"), requireNonNull(at, "at"));
    }

    /** The answer for a job that does not wait, and of which nothing is foreseen. */
    public static JobPollResponse of(final Job job, final Instant at) {
        return builder(job, at).build();
    }

    /** Begins an answer that is the same as this one until the builder says otherwise. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The job. */
    public Job job() {
        return values.job;
    }

    /** The time at which it stood so, by the store's clock. */
    public Instant at() {
        return values.at;
    }

    /** The way in which it waits; while it is pending, and only then. */
    public Optional<Waiting> waiting() {
        return values.moving.waiting;
    }

    /** The times at which it is expected to start and to be complete, as far as they are known; not once it has ended. */
    public Optional<Estimate> estimate() {
        return values.moving.estimate;
    }

    /**
     * True if the job has a result that this answer leaves out, since several jobs were polled at once and it is large: a poll of
     * the job alone has it.
     */
    public boolean isResultLeftOut() {
        return values.moving.resultLeftOut;
    }

    private static void requireFitting(final Estimate estimate, final Job job, final Instant at) {
        if (job.status().isTerminal()
                || (job.status() != JobStatus.PENDING && estimate.startAt().isPresent())) {
            throw new IllegalArgumentException(
                    "of a " + job.status().wireName() + " job no such estimate is made: " + estimate);
        }
        if (estimate.startAt().or(estimate::completeAt).filter(at::isAfter).isPresent()) {
            throw new IllegalArgumentException("no estimate is in the past, but this is at " + at + ": " + estimate);
        }
    }

    /** Its place in its queue's order, 1 if no job is ahead of it; only while the job is pending and due. */
    public OptionalLong queuePosition() {
        return values.moving.waiting.map(Waiting::queuePosition).orElseGet(OptionalLong::empty);
    }

    /** The number of pending jobs of its queue that are due; only with a position. */
    public OptionalLong queueSize() {
        return values.moving.waiting.map(Waiting::queueSize).orElseGet(OptionalLong::empty);
    }

    /**
     * The fingerprint of the answer. Two answers of one job whose fingerprints are equal have the same JSON: who waits for a
     * change compares these, and keeps no answer.
     */
    public Fingerprint fingerprint() {
        return new Fingerprint(new Fingerprint.Parts(values.job.revision(), values.moving, pollAfter()));
    }

    /** The number of characters of its result and its error: all of it that can be large. */
    public long textLength() {
        return (long) values.job.result().map(String::length).orElse(0)
                + values.job.error().map(String::length).orElse(0);
    }

    /** True if nothing of the job will change any more: it has ended, and its work has stopped. */
    public boolean isDone() {
        return values.job.finishedAt().isPresent();
    }

    /** True if the job is processing and has not said how far its stage has come: no number is to be drawn. */
    public boolean isIndeterminate() {
        return values.job.status() == JobStatus.PROCESSING && values.job.progress() == 0;
    }

    /** The progress of the job in each of the stages that its type declares, in their order; empty if it declares none. */
    public List<StageState> stages() {
        return StageState.of(values.job);
    }

    /**
     * The time to wait before the next poll; empty when the job is done. One second while something may happen soon, up
     * to ten the further the job is from its start: more with a longer way to the front of its queue, with a later due
     * time, or the longer it has been processing.
     */
    public Optional<Duration> pollAfter() {
        if (isDone()) {
            return Optional.empty();
        }
        return Optional.of(values.moving.waiting.map(this::pauseWhileWaiting).orElseGet(this::pauseWhileRunning));
    }

    private Duration pauseWhileWaiting(final Waiting how) {
        if (how.queuePosition().isEmpty()) {
            return pauseFor(Duration.between(values.at, values.job.dueAt()).compareTo(LONGEST_PAUSE) > 0 ? FAR + 1 : 1);
        }
        final long position = how.queuePosition().getAsLong();
        return pauseFor(how.reason() == WaitReason.WORKERS_BUSY ? position : Math.max(NEAR + 1, position));
    }

    private static Duration pauseFor(final long position) {
        if (position > FAR) {
            return LONGEST_PAUSE;
        }
        if (position > NEAR) {
            return LONG_PAUSE;
        }
        return position > FRONT ? SHORT_PAUSE : SHORTEST_PAUSE;
    }

    private Duration pauseWhileRunning() {
        final Duration age = Duration.between(values.job.startedAt().orElse(values.at), values.at);
        if (values.job.isStopping() || age.compareTo(YOUNG) < 0) {
            return SHORTEST_PAUSE;
        }
        return age.compareTo(OLD) < 0 ? SHORT_PAUSE : LONG_PAUSE;
    }

    /**
     * The answer as a JSON object.
     *
     * <p>Always there: {@code jobId}, {@code type}, {@code status}, {@code progress}, {@code stage},
     * {@code queuePosition}, {@code attempt}, {@code createdAt}, {@code updatedAt}, {@code finishedAt}; then
     * {@code done}, {@code stopping}, {@code startedAt}, {@code maxAttempts}, {@code indeterminate} and
     * {@code revision}. A position or time that there is not is null.
     *
     * <p>Absent where they do not apply: {@code release} (cancelled and finished), {@code waitReason} (pending),
     * {@code queueSize} (with a position), {@code timeLimitAt} (processing under a time limit), {@code rerunOf} and {@code
     * rerunAs} (the job that it runs again, and the newest that runs it again), {@code replacedBy} (the job for which it was cancelled), {@code stages} and {@code overallProgress} (of
     * types that declare stages; each stage with {@code tookMs} once it was left), {@code stageTimes} (with {@code stage} and
     * {@code tookMs} of each stage that the attempt has left, declared or not, in their order), {@code estimate} with {@code startAt} and {@code completeAt} (each where it is known), {@code pollAfterMs} (until
     * it is done), {@code result} (complete), {@code resultLeftOut} (true, instead of a result that is left out),
     * {@code error} (failed).
     *
     * <p>A result that is no object stands in one as {@code {"value": …}}; a result is passed on as it is, not parsed.
     */
    public String toJson() {
        return toJson(Map.of());
    }

    /** The answer as a JSON object, with {@code links}: paths by their names, in the map's order; none if it is empty. */
    public String toJson(final Map<String, String> links) {
        return PollJson.write(this, links);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof JobPollResponse response && values.equals(response.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names the job without its result or error, which may be secret. */
    @Override
    public String toString() {
        return "JobPollResponse[" + values.job + ", at=" + values.at + ", waiting=" + values.moving.waiting
                + ", estimate=" + values.moving.estimate + "]";
    }

    /** All by which two answers of one job can differ; some hundred bytes. Immutable. */
    public static final class Fingerprint {
        private final Parts parts;

        private Fingerprint(final Parts parts) {
            this.parts = parts;
        }

        private record Parts(long revision, Moving moving, Optional<Duration> pollAfter) {}

        @Override
        public boolean equals(final Object other) {
            return other instanceof Fingerprint fingerprint && parts.equals(fingerprint.parts);
        }

        @Override
        public int hashCode() {
            return parts.hashCode();
        }

        @Override
        public String toString() {
            return "Fingerprint" + parts;
        }
    }

    /** Gathers an answer. Not safe to share between threads. */
    public static final class Builder {
        private final Job job;
        private final Instant at;
        private Optional<Waiting> waiting = Optional.empty();
        private Optional<Estimate> estimate = Optional.empty();
        private boolean resultLeftOut;

        private Builder(final Job job, final Instant at) {
            this.job = job;
            this.at = at;
        }

        private Builder(final JobPollResponse response) {
            this(response.job(), response.at());
            waiting = response.waiting();
            estimate = response.estimate();
            resultLeftOut = response.isResultLeftOut();
        }

        /** The way in which the job waits; not at all by default. */
        public Builder waiting(final Optional<Waiting> how) {
            waiting = requireNonNull(how, "how");
            return this;
        }

        /** The times at which it is expected to start and to be complete; not known by default. */
        public Builder estimate(final Optional<Estimate> times) {
            estimate = requireNonNull(times, "times");
            return this;
        }

        /** True if the job has a result that the answer leaves out; false by default. */
        public Builder resultLeftOut(final boolean isLeftOut) {
            resultLeftOut = isLeftOut;
            return this;
        }

        /**
         * The answer.
         *
         * @throws IllegalArgumentException if its parts do not fit the job's status
         */
        public JobPollResponse build() {
            if (waiting.isPresent() != (job.status() == JobStatus.PENDING)) {
                throw new IllegalArgumentException("a job waits while it is pending, but this one is "
                        + job.status().wireName() + (waiting.isPresent() ? " and waits" : " and does not"));
            }
            estimate.ifPresent(known -> requireFitting(known, job, at));
            if (resultLeftOut
                    && (job.status() != JobStatus.COMPLETE || job.result().isPresent())) {
                throw new IllegalArgumentException("only a complete job has a result, and this one is "
                        + job.status().wireName() + (job.result().isPresent() ? " with it" : ""));
            }
            return new JobPollResponse(new Values(job, at, new Moving(waiting, estimate, resultLeftOut)));
        }
    }
}
