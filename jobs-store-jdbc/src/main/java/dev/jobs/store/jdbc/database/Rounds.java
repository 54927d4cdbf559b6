package dev.jobs.store.jdbc.database;

import java.util.List;

/**
 * The turns that the jobs of some {@link Backlog}s can join.
 *
 * @param lastNumber the number of the job that was submitted last; no turn that a submission has given is higher
 * @param ofEach those of each backlog, in their order
 */
public record Rounds(long lastNumber, List<Joinable> ofEach) {
    public Rounds {
        ofEach = List.copyOf(ofEach);
    }

    /**
     * The turns that the jobs of one backlog can join.
     *
     * @param amongOwners whether the queue has had jobs of owners
     * @param inTurns whether its order is the fair one
     * @param last the last turn in which the owner has a job
     * @param next the turns behind that one, rising, in which jobs wait: as many as the backlog may need, or all that there are
     */
    public record Joinable(boolean amongOwners, boolean inTurns, Last last, List<Long> next) {
        public Joinable {
            next = List.copyOf(next);
        }
    }

    /**
     * The last turn in which an owner has a job.
     *
     * @param turn the turn; -1: the owner has none
     * @param jobs the number of the owner's jobs that wait in it, counted up to the weight of the backlog; 0: they were not counted
     */
    public record Last(long turn, int jobs) {
        /** That of an owner of whom no job waits. */
        public static final Last NONE = new Last(-1, 0);
    }
}
