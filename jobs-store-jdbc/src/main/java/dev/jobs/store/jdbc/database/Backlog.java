package dev.jobs.store.jdbc.database;

/**
 * New jobs of one kind, which are to get their turns.
 *
 * @param rounds the number of rounds behind the owner's last turn that its new jobs of all kinds may need
 * @param weight the highest weight that one of these gives the owner: if it is above 1, those that wait in the last turn are counted
 */
public record Backlog(Kind kind, int rounds, int weight) {
    /** The new jobs that can join the same rounds. */
    public record Kind(Owner owner, String type) {}

    /**
     * Whose jobs have turns of their own.
     *
     * @param name the owner; empty: nobody
     */
    public record Owner(String queue, int priority, String name) {}

    /** The same with more rounds. */
    public Backlog withMore(final int more) {
        return new Backlog(kind, rounds + more, weight);
    }

    /** The owner of the new jobs. */
    public Owner owner() {
        return kind.owner();
    }
}
