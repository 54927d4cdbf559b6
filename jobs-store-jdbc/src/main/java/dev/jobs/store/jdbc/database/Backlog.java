package dev.jobs.store.jdbc.database;

/**
 * New jobs of one owner, queue and priority, which are to get their turns.
 *
 * @param owner the owner; empty: nobody
 * @param jobs how many they are
 */
public record Backlog(String queue, int priority, String owner, int jobs) {}
