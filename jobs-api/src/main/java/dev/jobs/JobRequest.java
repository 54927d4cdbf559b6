package dev.jobs;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A job to be submitted, or as it was submitted. Immutable; made by {@link #builder} or {@link JobType#request}, and by
 * adapters of stores with {@link #storedBuilder}.
 *
 * <p>Two requests are equal if all that they hold is equal.
 */
public final class JobRequest {
    /** The queue of a request that names none. */
    public static final String DEFAULT_QUEUE = "default";

    /** The attempts of a request that does not say how many. */
    public static final int DEFAULT_MAX_ATTEMPTS = 3;

    /** The weight of an owner for whom a request gives none. */
    public static final int DEFAULT_OWNER_WEIGHT = 1;

    private final Values values;

    private JobRequest(final Values values) {
        this.values = values;
    }

    private record Values(
            String type,
            Optional<String> payload,
            String queue,
            int priority,
            Optional<Instant> dueAt,
            Optional<Duration> delay,
            int maxAttempts,
            Backoff backoff,
            List<Stage> stages,
            Optional<String> idempotencyKey,
            Optional<String> owner,
            int ownerWeight,
            Map<String, String> attributes,
            AttemptLimits limits,
            Set<String> limitKeys,
            Optional<JobId> rerunOf) {}

    /** Begins a request for a job of this type with this payload, which is JSON text. */
    public static Builder builder(final String type, final String payload) {
        return new Builder(type, Optional.of(requireNonNull(payload, "payload")), true);
    }

    /**
     * The request for the same work as that of this job: its type, payload and all else that it was submitted with, but for
     * its due time and its idempotency key, which is the job's as long as it is kept. {@link Jobs#rerun} submits such a request.
     *
     * @throws IllegalStateException if the job was polled or listed, and so has no payload
     */
    public static JobRequest rerunOf(final Job job) {
        final Values old = job.request().values;
        if (old.payload.isEmpty()) {
            throw new IllegalStateException(
                    "the payload of job " + job.id() + " was not read: polls and lists leave it out, Jobs.find has it");
        }
        return new JobRequest(new Values(
                old.type,
                old.payload,
                old.queue,
                old.priority,
                Optional.empty(),
                Optional.empty(),
                old.maxAttempts,
                old.backoff,
                old.stages,
                Optional.empty(),
                old.owner,
                old.ownerWeight,
                old.attributes,
                old.limits,
                old.limitKeys,
                Optional.of(job.id())));
    }

    /**
     * Begins a request as a store has kept it, for adapters. Its payload is left out until {@link Builder#storedPayload} gives
     * it, and its JSON is not checked again.
     */
    public static Builder storedBuilder(final String type) {
        return new Builder(type, Optional.empty(), false);
    }

    /** The name of what is to be done: 1 to 200 characters without control characters. */
    public String type() {
        return values.type();
    }

    /**
     * The JSON value that says what it is to be done to, nested 1,000 levels deep at most. Empty only in jobs whose payload was
     * not read: {@linkplain Jobs#poll polls} and {@linkplain Jobs#list lists} leave it out. Such a request cannot be submitted.
     */
    public Optional<String> payload() {
        return values.payload();
    }

    /** The lane it waits in: 1 to 200 characters without control characters. */
    public String queue() {
        return values.queue();
    }

    /** The priority: higher starts first within the queue. */
    public int priority() {
        return values.priority();
    }

    /** The time before which it is not to be started; empty: as soon as possible. A stored job says it with {@link Job#dueAt}. */
    public Optional<Instant> dueAt() {
        return values.dueAt();
    }

    /** The time after its submission, by the store's clock, before which it is not to be started; empty in a stored job. */
    public Optional<Duration> delay() {
        return values.delay();
    }

    /** The number of times it may be run: from 1 to 1,000. */
    public int maxAttempts() {
        return values.maxAttempts();
    }

    /** The waits between its attempts. */
    public Backoff backoff() {
        return values.backoff();
    }

    /** The stages that its type declares, in their order, for those who watch it; at most 50; empty if it declares none. */
    public List<Stage> stages() {
        return values.stages();
    }

    /**
     * The key that, with the owner, names this submission: a repeat gives the first job instead of a second one, for as long as
     * that job is kept; 1 to 200 characters without control characters.
     */
    public Optional<String> idempotencyKey() {
        return values.idempotencyKey();
    }

    /** The user or tenant whose job it is, in the service's own terms; 1 to 200 characters without control characters. */
    public Optional<String> owner() {
        return values.owner();
    }

    /** The number of jobs that its owner may have in one round of a queue that is fair by owner: 1 to 100. */
    public int ownerWeight() {
        return values.ownerWeight();
    }

    /** Names and texts that travel with the job, such as trace context or tags, ordered by name; at most 32. */
    public Map<String, String> attributes() {
        return values.attributes();
    }

    /** The limits of time of each of its attempts. */
    public AttemptLimits limits() {
        return values.limits();
    }

    /**
     * The names under which it counts against {@linkplain dev.jobs.store.operations.Limit limits}, in their order; at most 4. A key
     * for which there is no limit keeps nothing back.
     */
    public Set<String> limitKeys() {
        return values.limitKeys();
    }

    /** The job that it runs again, if it is a {@linkplain Jobs#rerun rerun}. */
    public Optional<JobId> rerunOf() {
        return values.rerunOf();
    }

    /** The request as a store keeps it, for adapters: all of it but the due time and the delay, which are its job's state then. */
    public JobRequest stored() {
        return with(values.payload, Optional.empty(), Optional.empty(), values.attributes);
    }

    /**
     * The same request with these attributes too, in the place of those of the same names. One for which there is no room, in number
     * or length, is left out, the last ones first: this is for what a job can do without, such as a trace context.
     */
    public JobRequest withAttributesThatFit(final Map<String, String> added) {
        return with(
                values.payload,
                values.dueAt,
                values.delay,
                RequestCheck.attributesThatFit(values.attributes, requireNonNull(added, "added")));
    }

    /** The same request as polls and lists have it. */
    JobRequest withoutPayload() {
        return with(Optional.empty(), values.dueAt, values.delay, values.attributes);
    }

    private JobRequest with(
            final Optional<String> payload,
            final Optional<Instant> dueAt,
            final Optional<Duration> delay,
            final Map<String, String> attributes) {
        return new JobRequest(new Values(
                values.type,
                payload,
                values.queue,
                values.priority,
                dueAt,
                delay,
                values.maxAttempts,
                values.backoff,
                values.stages,
                values.idempotencyKey,
                values.owner,
                values.ownerWeight,
                attributes,
                values.limits,
                values.limitKeys,
                values.rerunOf));
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof JobRequest request && values.equals(request.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names the request without its payload and attributes, which may be secret. */
    @Override
    public String toString() {
        return "JobRequest[type=" + type() + ", queue=" + queue()
                + owner().map(name -> ", owner=" + name).orElse("")
                + idempotencyKey().map(key -> ", idempotencyKey=" + key).orElse("") + "]";
    }

    /** Gathers what a request says beyond its type and payload. Not safe to share between threads. */
    public static final class Builder {
        private final String type;
        private final boolean checked;
        private Optional<String> payload;
        private String queue = DEFAULT_QUEUE;
        private int priority;
        private Optional<Instant> dueAt = Optional.empty();
        private Optional<Duration> delay = Optional.empty();
        private int maxAttempts = DEFAULT_MAX_ATTEMPTS;
        private Backoff backoff = Backoff.standard();
        private List<Stage> stages = List.of();
        private Optional<String> idempotencyKey = Optional.empty();
        private Optional<String> owner = Optional.empty();
        private int ownerWeight = DEFAULT_OWNER_WEIGHT;
        private final Map<String, String> attributes = new TreeMap<>();
        private AttemptLimits limits = AttemptLimits.NONE;
        private Set<String> limitKeys = Set.of();
        private Optional<JobId> rerunOf = Optional.empty();

        private Builder(final String type, final Optional<String> payload, final boolean checked) {
            this.type = requireNonNull(type, "type");
            this.payload = payload;
            this.checked = checked;
        }

        /**
         * The payload of a stored job, as it was accepted at its submission.
         *
         * @throws IllegalStateException if the request is a new one, which has its payload
         */
        public Builder storedPayload(final String json) {
            if (checked) {
                throw new IllegalStateException("the payload of a new request is given to builder(type, payload)");
            }
            this.payload = Optional.of(json);
            return this;
        }

        /** The lane it waits in; {@value JobRequest#DEFAULT_QUEUE} by default. */
        public Builder queue(final String name) {
            this.queue = requireNonNull(name, "name");
            return this;
        }

        /** The priority: higher starts first; 0 by default. */
        public Builder priority(final int value) {
            this.priority = value;
            return this;
        }

        /** Not to be started before this time, of the years 1 to 9999. */
        public Builder dueAt(final Instant time) {
            this.dueAt = Optional.of(time);
            return this;
        }

        /**
         * Not to be started before so much time has gone by since its submission, by the store's clock: from 0 to 36,500 days.
         * Instead of a {@linkplain #dueAt due time}.
         */
        public Builder delay(final Duration time) {
            this.delay = Optional.of(time);
            return this;
        }

        /** The number of times it may be run; {@value JobRequest#DEFAULT_MAX_ATTEMPTS} by default. */
        public Builder maxAttempts(final int value) {
            this.maxAttempts = value;
            return this;
        }

        /** The waits between its attempts; {@link Backoff#standard()} by default. */
        public Builder backoff(final Backoff value) {
            this.backoff = requireNonNull(value, "value");
            return this;
        }

        /** The stages that its type declares; {@link JobType#requestBuilder} has set them. */
        public Builder stages(final List<Stage> declared) {
            this.stages = List.copyOf(declared);
            return this;
        }

        /** Makes a repeat of this submission by the same owner give the first job. */
        public Builder idempotencyKey(final String key) {
            this.idempotencyKey = Optional.of(key);
            return this;
        }

        /** The user or tenant whose job it is. Owners with jobs waiting in one queue take turns, unless it is in order of submission. */
        public Builder owner(final String name) {
            this.owner = Optional.of(name);
            return this;
        }

        /**
         * The number of jobs that the owner may have in a round where others have one: 1 to 100, {@value JobRequest#DEFAULT_OWNER_WEIGHT}
         * by default. It decides about the turn of this job: those of the owner that wait already keep theirs.
         */
        public Builder ownerWeight(final int value) {
            this.ownerWeight = value;
            return this;
        }

        /**
         * A text that travels with the job, in the place of one of the same name; a job has at most 32.
         *
         * @param name 1 to 100 characters without control characters
         * @param value up to 1,000 characters; control characters become spaces
         */
        public Builder attribute(final String name, final String value) {
            attributes.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Adds all of these texts; see {@link #attribute}. */
        public Builder attributes(final Map<String, String> added) {
            added.forEach(this::attribute);
            return this;
        }

        /** The most time that an attempt may take; see {@link AttemptLimits#withTimeLimit}. */
        public Builder timeLimit(final Duration time) {
            limits = limits.withTimeLimit(time);
            return this;
        }

        /** The most time for which an attempt may show no sign of life; see {@link AttemptLimits#withSilenceLimit}. */
        public Builder silenceLimit(final Duration time) {
            limits = limits.withSilenceLimit(time);
            return this;
        }

        /** Makes the job fail for good when an attempt reaches a limit; by default it is tried again, as after any failure. */
        public Builder failAtLimit() {
            limits = limits.failingForGood();
            return this;
        }

        /** All limits of time of its attempts, in the place of those that were set before; none by default. */
        public Builder limits(final AttemptLimits value) {
            limits = requireNonNull(value, "value");
            return this;
        }

        /**
         * The names under which it counts against {@linkplain dev.jobs.store.operations.Limit limits}, in the place of those that were
         * set before: such as {@code ffmpeg}, or {@code tenant:42}. A job starts when all of its keys allow it.
         *
         * @param keys at most 4, each of 1 to 200 characters without control characters, and without a star at its end
         */
        public Builder limitKeys(final String... keys) {
            return limitKeys(List.of(keys));
        }

        /** The names under which it counts against limits; see {@link #limitKeys(String...)}. */
        public Builder limitKeys(final Collection<String> keys) {
            limitKeys = RequestCheck.limitKeys(keys);
            return this;
        }

        /**
         * The job that a stored one runs again.
         *
         * @throws IllegalStateException if the request is a new one: {@link Jobs#rerun} makes it
         */
        public Builder storedRerunOf(final Optional<JobId> job) {
            if (checked) {
                throw new IllegalStateException("Jobs.rerun submits a job again");
            }
            rerunOf = requireNonNull(job, "job");
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if a value is out of its range; the message has the value
         */
        public JobRequest build() {
            return checked ? checkedRequest() : new JobRequest(values(payload));
        }

        private Values values(final Optional<String> checkedPayload) {
            return new Values(
                    type,
                    checkedPayload,
                    queue,
                    priority,
                    dueAt,
                    delay,
                    maxAttempts,
                    backoff,
                    stages,
                    idempotencyKey,
                    owner,
                    ownerWeight,
                    attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(attributes)),
                    limits,
                    limitKeys,
                    rerunOf);
        }

        private JobRequest checkedRequest() {
            RequestCheck.names(type, queue, idempotencyKey, owner);
            RequestCheck.ownerWeight(ownerWeight, owner);
            RequestCheck.times(dueAt, delay);
            RequestCheck.attempts(maxAttempts);
            Stage.checked(stages);
            attributes.replaceAll(RequestCheck.cleanAttributes(attributes.size()));
            return new JobRequest(values(
                    payload.map(json -> JsonText.checked("the payload of a job of type \"" + type + "\"", json))));
        }
    }
}
