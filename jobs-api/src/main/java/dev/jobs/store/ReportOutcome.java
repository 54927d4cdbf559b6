package dev.jobs.store;

/** The outcome of a {@link Report}. */
public enum ReportOutcome {
    /** It was written. */
    APPLIED,

    /** The same end was written under this lease before; nothing was changed, and nothing needed to be. */
    REPEATED,

    /**
     * The job is cancelled, and this lease is the one that its release is waited for under; nothing was written. The
     * work is to be stopped, and then {@link Report.Released} reported.
     */
    CANCELLED,

    /** The lease is not current: it ended otherwise, or the job is gone. Nothing was written; the work is to be stopped. */
    LEASE_LOST
}
