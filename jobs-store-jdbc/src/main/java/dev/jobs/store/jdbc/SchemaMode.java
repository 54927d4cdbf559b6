package dev.jobs.store.jdbc;

/** What opening a store does about its tables. */
public enum SchemaMode {
    /** Makes what is missing, under a lock, and then checks. */
    CREATE,

    /** Only checks that the tables are there, in a version that this library knows, and can be written to. */
    CHECK,

    /** Leaves them alone: what is missing shows at the first call. */
    NONE
}
