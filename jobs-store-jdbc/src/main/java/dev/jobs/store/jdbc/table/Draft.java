package dev.jobs.store.jdbc.table;

import dev.jobs.AttemptLimits;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.support.StoredJson;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * One request of a call, with the id that its job will have if it is new.
 *
 * @param index its number among the requests of the call, from 0
 * @param turn its turn, if that was looked up; empty: one behind all others
 */
public record Draft(int index, JobId id, JobRequest request, Optional<Turn> turn) {
    /**
     * The turn of a new job.
     *
     * @param number its place at its priority
     * @param amongOwners whether the last turn of its owner is looked up with it
     */
    public record Turn(long number, boolean amongOwners) {}

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    /** A request whose turn was not looked up. */
    public Draft(final int index, final JobId id, final JobRequest request) {
        this(index, id, request, Optional.empty());
    }

    /** The same request in this turn. */
    public Draft in(final Turn given) {
        return new Draft(index, id, request, Optional.of(given));
    }

    /** The declared stages as JSON; empty: none. */
    public Optional<String> stages() {
        return request.stages().isEmpty() ? Optional.empty() : Optional.of(StoredJson.ofStages(request.stages()));
    }

    /** The attributes as JSON; empty: none. */
    public Optional<String> attributes() {
        return request.attributes().isEmpty()
                ? Optional.empty()
                : Optional.of(StoredJson.ofAttributes(request.attributes()));
    }

    /**
     * True if the request has what most have not, limits of time, limit keys, a job that it runs again or a weight of its owner: their
     * columns are only written where they are needed.
     */
    public boolean isSpecial() {
        return !request.limits().equals(AttemptLimits.NONE)
                || request.rerunOf().isPresent()
                || !request.limitKeys().isEmpty()
                || ownerWeight().isPresent();
    }

    /** The weight of the owner; empty: the default. */
    public Optional<Integer> ownerWeight() {
        return Optional.of(request.ownerWeight()).filter(weight -> weight != JobRequest.DEFAULT_OWNER_WEIGHT);
    }

    /** The limit keys as they are stored; empty: none. */
    public Optional<String> limitKeys() {
        return LimitKeys.text(request.limitKeys());
    }

    /** The milliseconds of the time limit; empty: none. */
    public Optional<Long> timeLimitMillis() {
        return request.limits().timeLimit().map(Duration::toMillis);
    }

    /** The milliseconds of the silence limit; empty: none. */
    public Optional<Long> silenceLimitMillis() {
        return request.limits().silenceLimit().map(Duration::toMillis);
    }

    /** True if the job fails for good at a limit. */
    public boolean failsAtLimit() {
        return request.limits().atLimit() == AttemptLimits.AtLimit.FAIL;
    }

    /** The payload as JSON. */
    public String payload() {
        return request.payload().orElseThrow();
    }

    /** The microseconds after which the job is due, unless it has a time. */
    public long delayMicros() {
        return request.delay().map(Micros::of).orElse(0L);
    }

    /** The time at which the job is due, within what databases know of times. */
    public Optional<OffsetDateTime> dueAt() {
        return request.dueAt()
                .map(due -> due.isBefore(EARLIEST) ? EARLIEST : due)
                .map(due -> OffsetDateTime.ofInstant(due, ZoneOffset.UTC));
    }
}
