package dev.jobs.worker.handler;

/**
 * The reason for which an attempt is to stop. Only {@link #CANCELLED} means that nobody wants the job any more: after the
 * others it may run again, on this worker or another, and needs all that it was given. Later versions may add reasons.
 */
public enum StopReason {
    /** The job was cancelled: it is over for good, and is released when its work has ended. */
    CANCELLED("it was cancelled"),

    /** The lease is no longer current: nothing that this attempt reports is written any more. Another attempt may run. */
    LEASE_LOST("its lease is lost"),

    /**
     * The store has not answered for so long that it will soon count the worker as lost: the work has to end before another
     * worker may have the job.
     */
    LEASE_UNCERTAIN("its lease is no longer certain"),

    /**
     * The attempt has taken as long as its {@linkplain dev.jobs.AttemptLimits#timeLimit time limit} allows: it has failed, and may
     * be tried again. A cancel that comes while it is being stopped takes the place of this reason.
     */
    TIME_LIMIT("its time limit is reached"),

    /**
     * The attempt has shown no sign of life for its {@linkplain dev.jobs.AttemptLimits#silenceLimit silence limit}: the same comes
     * of it as of the time limit.
     */
    SILENCE_LIMIT("its silence limit is reached"),

    /** The worker is closing: the job goes back to its queue, and the attempt does not count. */
    CLOSING("its worker is closing");

    private final String text;

    StopReason(final String text) {
        this.text = text;
    }

    /** True if it is a limit of time, at which the attempt has failed. */
    public boolean isLimit() {
        return this == TIME_LIMIT || this == SILENCE_LIMIT;
    }

    /** The reason, for people. */
    public String text() {
        return text;
    }
}
