package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * How a pending job waits. Immutable.
 *
 * @param reason why it has not started
 * @param queuePosition its place in its queue's order, 1 if no job is ahead of it; only while it is due. It says nothing of
 *     when the job starts while there is {@linkplain WaitReason#NO_WORKER no worker} for it
 * @param queueSize how many pending jobs of its queue are due, this one included; only with a position
 */
public record Waiting(WaitReason reason, OptionalLong queuePosition, OptionalLong queueSize) {
    public Waiting {
        requireNonNull(reason, "reason");
        final boolean inQueue = switch (reason) {
            case WORKERS_BUSY, NO_WORKER, UNREADABLE_PAYLOAD -> true;
            case SCHEDULED, RETRY_BACKOFF -> false;
        };
        if (queuePosition.isPresent() != inQueue || queueSize.isPresent() != inQueue) {
            throw new IllegalArgumentException("a job has a place in its queue if it is due, and only then; reason "
                    + reason.wireName() + " with position " + queuePosition + " of " + queueSize);
        }
        if (inQueue && (queuePosition.getAsLong() < 1 || queueSize.getAsLong() < queuePosition.getAsLong())) {
            throw new IllegalArgumentException("queue positions count from 1 to the queue's size, but this is "
                    + queuePosition.getAsLong() + " of " + queueSize.getAsLong());
        }
    }

    /** Waits in its queue, at this position of so many. */
    public static Waiting inQueue(final WaitReason reason, final long queuePosition, final long queueSize) {
        return new Waiting(reason, OptionalLong.of(queuePosition), OptionalLong.of(queueSize));
    }

    /** Waits for its due time: its first one, or that after a failed attempt. */
    public static Waiting until(final WaitReason reason) {
        return new Waiting(reason, OptionalLong.empty(), OptionalLong.empty());
    }
}
