package dev.jobs;

import static java.util.Objects.requireNonNull;

import dev.jobs.store.operations.Limit;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way in which a pending job waits. Immutable.
 *
 * <p>Two are equal if all that they hold is equal.
 */
public final class Waiting {
    private final Values values;

    private Waiting(final Values values) {
        this.values = values;
    }

    private record Values(
            WaitReason reason,
            OptionalLong queuePosition,
            OptionalLong queueSize,
            Optional<Instant> until,
            Optional<String> message,
            Optional<Limit> limit) {
        Values(final WaitReason reason, final OptionalLong queuePosition, final OptionalLong queueSize) {
            this(reason, queuePosition, queueSize, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * Waits in its queue, at this position of so many.
     *
     * @throws IllegalArgumentException if the reason is one of jobs that are not due, or the numbers do not fit together
     */
    public static Waiting inQueue(final WaitReason reason, final long queuePosition, final long queueSize) {
        if (!isOfDueJobs(reason)) {
            throw new IllegalArgumentException(
                    "a job has a place in its queue if it is due, but one that waits by reason " + reason.wireName()
                            + " is not");
        }
        if (queuePosition < 1 || queueSize < queuePosition) {
            throw new IllegalArgumentException("queue positions count from 1 to the queue's size, but this is "
                    + queuePosition + " of " + queueSize);
        }
        return new Waiting(new Values(reason, OptionalLong.of(queuePosition), OptionalLong.of(queueSize)));
    }

    /**
     * Waits for its due time: its first one, or that after a failed attempt.
     *
     * @throws IllegalArgumentException if the reason is one of jobs that are due
     */
    public static Waiting until(final WaitReason reason) {
        if (isOfDueJobs(reason)) {
            throw new IllegalArgumentException(
                    "a job that waits by reason " + reason.wireName() + " is due, and has a place in its queue");
        }
        return new Waiting(new Values(reason, OptionalLong.empty(), OptionalLong.empty()));
    }

    private static boolean isOfDueJobs(final WaitReason reason) {
        return switch (requireNonNull(reason, "reason")) {
            case WORKERS_BUSY, NO_WORKER, UNREADABLE_PAYLOAD, PAUSED, LIMIT_REACHED, RATE_LIMITED -> true;
            case SCHEDULED, RETRY_BACKOFF -> false;
        };
    }

    /**
     * The same until this time, by the store's clock: the end of a pause, or the first time at which a rate allows a start.
     *
     * @throws IllegalArgumentException if it waits for neither
     */
    public Waiting withUntil(final Instant end) {
        if (values.reason != WaitReason.RATE_LIMITED) {
            requirePaused();
        }
        return new Waiting(new Values(
                values.reason, values.queuePosition, values.queueSize, Optional.of(end), values.message, values.limit));
    }

    /**
     * The same because of this limit.
     *
     * @throws IllegalArgumentException if it does not wait because of a limit
     */
    public Waiting withLimit(final Limit limit) {
        if (values.reason != WaitReason.LIMIT_REACHED && values.reason != WaitReason.RATE_LIMITED) {
            throw new IllegalArgumentException(
                    "a job that waits by reason " + values.reason.wireName() + " is not kept back by limit " + limit);
        }
        return new Waiting(new Values(
                values.reason,
                values.queuePosition,
                values.queueSize,
                values.until,
                values.message,
                Optional.of(limit)));
    }

    /**
     * The same with these words for people: the operator's reason for a pause.
     *
     * @throws IllegalArgumentException if it does not wait for the end of a pause
     */
    public Waiting withMessage(final String text) {
        requirePaused();
        return new Waiting(new Values(
                values.reason, values.queuePosition, values.queueSize, values.until, Optional.of(text), values.limit));
    }

    private void requirePaused() {
        if (values.reason != WaitReason.PAUSED) {
            throw new IllegalArgumentException(
                    "only of a pause an end and a reason are told, but a job that waits by reason "
                            + values.reason.wireName() + " is not paused");
        }
    }

    /** The reason why it has not started. */
    public WaitReason reason() {
        return values.reason;
    }

    /**
     * Its place in its queue's order, 1 if no job is ahead of it; only while it is due. It says nothing of the time at which the
     * job starts while there is {@linkplain WaitReason#NO_WORKER no worker} for it, or it is {@linkplain WaitReason#PAUSED paused} or
     * kept back by a limit. Jobs ahead that are kept back count.
     */
    public OptionalLong queuePosition() {
        return values.queuePosition;
    }

    /** The number of pending jobs of its queue that are due, this one included; only with a position. */
    public OptionalLong queueSize() {
        return values.queueSize;
    }

    /**
     * The time, by the store's clock, before which it does not start: that at which its pause ends by itself, or the first at which
     * the rate of its limit allows a start.
     */
    public Optional<Instant> waitUntil() {
        return values.until;
    }

    /** The reason for its wait in words for people: the operator's reason for its pause, or {@linkplain Limit#words those of its limit}. */
    public Optional<String> waitMessage() {
        return values.message.or(() -> values.limit.map(Limit::words));
    }

    /** The limit that keeps it back, if one does. */
    public Optional<Limit> limit() {
        return values.limit;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Waiting waiting && values.equals(waiting.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Waiting" + values.toString().substring("Values".length());
    }
}
