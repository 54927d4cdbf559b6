package dev.jobs.http.servlet.response;

/** The right of a request's sender to cancel a job that it may see. */
public enum CancelRight {
    GRANTED,
    WITHHELD;

    /** Granted if this is true. */
    public static CancelRight ofBoolean(final boolean mayCancel) {
        return mayCancel ? GRANTED : WITHHELD;
    }
}
