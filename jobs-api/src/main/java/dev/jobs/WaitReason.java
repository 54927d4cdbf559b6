package dev.jobs;

import java.util.Locale;

/** The reason why a pending job has not started yet. */
public enum WaitReason {
    /** Workers that handle it live, and have other jobs to do first. The one at position 1 starts next. */
    WORKERS_BUSY,

    /**
     * No live worker handles jobs of its type in its queue. It has a position all the same, its place for when a worker comes;
     * before that it does not start, even at position 1.
     */
    NO_WORKER,

    /**
     * Every live worker that handles it has said that it cannot read its payload: it waits for one that can, as of a newer
     * version of the service.
     */
    UNREADABLE_PAYLOAD,

    /**
     * An operator has paused its queue, its type, its owner or one of its limit keys. It has a position all the same, its place for when the pause is over; before
     * that it does not start, even at position 1.
     */
    PAUSED,

    /**
     * As many jobs of one of its limit keys run as the limit allows, or are being stopped. It has a position all the same, its place
     * in the queue's order; jobs behind it that are not limited may start before it.
     */
    LIMIT_REACHED,

    /** As many jobs of one of its limit keys have started lately as the limit allows. It has a position all the same. */
    RATE_LIMITED,

    /** It was submitted to start later. */
    SCHEDULED,

    /** Its last attempt failed or was lost, and it waits before the next one. */
    RETRY_BACKOFF;

    /** The reason as it stands in JSON: its name in lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
