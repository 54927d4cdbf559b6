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

    /** The worker is closing: the job goes back to its queue, and the attempt does not count. */
    CLOSING("its worker is closing");

    private final String text;

    StopReason(final String text) {
        this.text = text;
    }

    /** The reason, for people. */
    public String text() {
        return text;
    }
}
