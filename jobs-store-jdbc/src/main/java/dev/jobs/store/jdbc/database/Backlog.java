package dev.jobs.store.jdbc.database;

/**
 * New jobs of one owner, which are to get their turns.
 *
 * @param rounds the number of rounds behind the owner's last turn that they may need
 * @param weight the highest weight that one of them gives the owner: if it is above 1, those that wait in the last turn are counted
 */
public record Backlog(Owner owner, int rounds, int weight) {
    /**
     * Whose jobs have turns of their own.
     *
     * @param name the owner; empty: nobody
     */
    public record Owner(String queue, int priority, String name) {}
}
