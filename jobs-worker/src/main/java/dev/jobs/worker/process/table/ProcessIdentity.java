package dev.jobs.worker.process.table;

/**
 * One process and no other: its id, and when it was started, since ids are given out again.
 *
 * @param pid its id
 * @param startTime its start, in the unit of the {@link ProcessTable} that read it
 */
public record ProcessIdentity(long pid, long startTime) {}
