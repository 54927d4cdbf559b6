package dev.jobs.spring.transaction;

/** The ways to deal with a submission within a transaction that it cannot be a part of, such as one on another {@code DataSource}. */
public enum CannotJoin {
    /** The job is stored at once, whatever becomes of the transaction; the first time is logged as a warning. */
    WARN,

    /** The submission fails, and nothing is stored. */
    FAIL,

    /** The job is stored at once, whatever becomes of the transaction; nothing is logged. */
    IGNORE
}
