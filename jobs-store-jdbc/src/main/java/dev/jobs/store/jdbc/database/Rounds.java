package dev.jobs.store.jdbc.database;

import java.util.List;
import java.util.OptionalLong;

/**
 * The turns that the jobs of some {@link Backlog}s can join.
 *
 * @param lastNumber the number of the job that was submitted last; no turn that a submission has given is higher
 * @param ofEach those of each backlog, in their order
 */
public record Rounds(long lastNumber, List<Joinable> ofEach) {
    /** The number of an owner's newest jobs among which starts count. */
    public static final int NEWEST = 100;

    /** The number of jobs of earlier turns after which no later one is expected among them: jobs of one call are not always in the order of their ids. */
    public static final int EARLIER = 4;

    public Rounds {
        ofEach = List.copyOf(ofEach);
    }

    /**
     * The turns that the jobs of one backlog can join.
     *
     * @param queue the order of their queue
     * @param last the last turn in which a job of the owner waits
     * @param started the turns from which jobs of the owner and type have started, one for each job
     * @param next the turns behind the last one, rising, in which jobs wait: as many as the backlog may need besides those of {@code started}, or
     *     all that there are
     */
    public record Joinable(Order queue, Last last, List<Long> started, List<Long> next) {
        public Joinable {
            started = List.copyOf(started);
            next = List.copyOf(next);
        }

        /** The number of starts from this turn. */
        public int startedFrom(final long turn) {
            return Math.toIntExact(started.stream().filter(each -> each == turn).count());
        }

        /** The turn from which on starts matter to a backlog of this weight; empty: they do not. */
        public OptionalLong firstToCount(final int weight) {
            return !last.equals(Last.NONE) && last.jobs() < weight
                    ? OptionalLong.of(last.turn())
                    : next.stream().mapToLong(Long::longValue).findFirst();
        }

        /** The same with the turns of starts. */
        public Joinable with(final List<Long> starts) {
            return new Joinable(queue, last, starts, next);
        }
    }

    /**
     * The order of a queue.
     *
     * @param amongOwners whether it has had jobs of owners
     * @param inTurns whether it is the fair one
     */
    public record Order(boolean amongOwners, boolean inTurns) {}

    /**
     * The last turn in which an owner has a job.
     *
     * @param turn the turn; -1: the owner has none
     * @param jobs the number of the owner's jobs that wait in it, counted up to the weight of the backlog
     */
    public record Last(long turn, int jobs) {
        /** That of an owner of whom no job waits. */
        public static final Last NONE = new Last(-1, 0);
    }
}
