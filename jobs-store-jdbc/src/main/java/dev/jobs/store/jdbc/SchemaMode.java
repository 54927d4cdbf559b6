package dev.jobs.store.jdbc;

/** The ways in which the opening of a store deals with its tables. */
public enum SchemaMode {
    /** Makes missing tables, and brings older ones up to date, under a lock, and then checks them. */
    CREATE,

    /** Only checks that the tables are there, in a version that this library knows, and can be written to. */
    CHECK,

    /** Leaves the tables alone: a table that is missing shows at the first call. */
    NONE
}
