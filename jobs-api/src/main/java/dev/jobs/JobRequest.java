package dev.jobs;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.JsonText;
import dev.jobs.internal.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job to be submitted. Immutable; made by {@link #builder} or {@link JobType#request}.
 *
 * @param type what is to be done: 1 to 200 characters without control characters
 * @param payload what it is to be done to: one JSON value, nested 1,000 levels deep at most
 * @param queue the lane it waits in: 1 to 200 characters without control characters
 * @param priority higher starts first within the queue
 * @param dueAt not to be started before; empty: as soon as possible
 * @param maxAttempts how often it may be run: from 1 to 1,000
 * @param backoff how long it waits between attempts
 * @param idempotencyKey with the owner, names this submission: a repeat gives the first job instead of a second one,
 *     for as long as that job is kept; 1 to 200 characters without control characters
 * @param stages the stages that its type declares, in their order, for those who watch it; at most 50; empty if it declares none
 * @param owner whose job it is, in the service's own terms; 1 to 200 characters without control characters
 */
public record JobRequest(
        String type,
        String payload,
        String queue,
        int priority,
        Optional<Instant> dueAt,
        int maxAttempts,
        Backoff backoff,
        List<Stage> stages,
        Optional<String> idempotencyKey,
        Optional<String> owner) {
    /** The queue of a request that names none. */
    public static final String DEFAULT_QUEUE = "default";

    /** The attempts of a request that does not say how many. */
    public static final int DEFAULT_MAX_ATTEMPTS = 3;

    private static final int MAX_NAME = 200;
    private static final int MOST_ATTEMPTS = 1_000;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public JobRequest {
        Text.name("a job's type", requireNonNull(type, "type"), MAX_NAME);
        payload = JsonText.checked("the payload of a job of type \"" + type + "\"", requireNonNull(payload, "payload"));
        Text.name("a queue's name", requireNonNull(queue, "queue"), MAX_NAME);
        dueAt.filter(due -> due.isBefore(EARLIEST) || due.isAfter(LATEST)).ifPresent(due -> {
            throw new IllegalArgumentException(
                    "a job can be due from " + EARLIEST + " until " + LATEST + ", but not at " + due);
        });
        if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "a job has 1 to " + MOST_ATTEMPTS + " attempts, but " + maxAttempts + " were asked for");
        }
        requireNonNull(backoff, "backoff");
        stages = Stage.checked(stages);
        idempotencyKey.ifPresent(key -> Text.name("an idempotency key", key, MAX_NAME));
        owner.ifPresent(name -> Text.name("an owner", name, MAX_NAME));
    }

    /** Begins a request for a job of this type with this payload, which is JSON text. */
    public static Builder builder(final String type, final String payload) {
        return new Builder(type, payload);
    }

    /** Gathers what a request says beyond its type and payload. Not safe to share between threads. */
    public static final class Builder {
        private final String type;
        private final String payload;
        private String queue = DEFAULT_QUEUE;
        private int priority;
        private Optional<Instant> dueAt = Optional.empty();
        private int maxAttempts = DEFAULT_MAX_ATTEMPTS;
        private Backoff backoff = Backoff.standard();
        private List<Stage> stages = List.of();
        private Optional<String> idempotencyKey = Optional.empty();
        private Optional<String> owner = Optional.empty();

        private Builder(final String type, final String payload) {
            this.type = type;
            this.payload = payload;
        }

        /** The lane it waits in; {@value JobRequest#DEFAULT_QUEUE} unless said. */
        public Builder queue(final String name) {
            this.queue = name;
            return this;
        }

        /** Higher starts first; 0 unless said. */
        public Builder priority(final int value) {
            this.priority = value;
            return this;
        }

        /** Not to be started before this time. */
        public Builder dueAt(final Instant time) {
            this.dueAt = Optional.of(time);
            return this;
        }

        /** How often it may be run; {@value JobRequest#DEFAULT_MAX_ATTEMPTS} unless said. */
        public Builder maxAttempts(final int value) {
            this.maxAttempts = value;
            return this;
        }

        /** How long it waits between attempts; {@link Backoff#standard()} unless said. */
        public Builder backoff(final Backoff value) {
            this.backoff = value;
            return this;
        }

        /** The stages that its type declares; {@link JobType#requestBuilder} has set them. */
        public Builder stages(final List<Stage> declared) {
            this.stages = declared;
            return this;
        }

        /** Makes a repeat of this submission by the same owner give the first job. */
        public Builder idempotencyKey(final String key) {
            this.idempotencyKey = Optional.of(key);
            return this;
        }

        /** Whose job it is. */
        public Builder owner(final String name) {
            this.owner = Optional.of(name);
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if a value is out of its range; the message has the value
         */
        public JobRequest build() {
            return new JobRequest(
                    type, payload, queue, priority, dueAt, maxAttempts, backoff, stages, idempotencyKey, owner);
        }
    }
}
