package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.Text;
import java.util.Locale;

/**
 * The order in which the jobs of one queue start that have the same priority.
 *
 * <p>Each job gets its <em>turn</em> when it is submitted, and the order of a queue is by priority, then by turn, then by
 * submission. The two orders give out turns in different ways, so that a change of the order moves no job that has its turn.
 */
public enum QueueOrder {
    /**
     * In turns: of the owners with jobs waiting at one priority each starts one before any starts its next. This is the order of
     * a queue for which none was chosen.
     *
     * <p>An owner who comes late joins the round under way, at its end; one that has started a job of the same type in it joins the next. Nobody saves up turns. Jobs without an owner are together
     * one owner, so that a queue in which no job has an owner is in the order of submission. A job that waits again keeps its turn.
     * The job of an owner that is not yet due gets its turn when it becomes due.
     */
    FAIR_BY_OWNER,

    /** By submission, whoever the owner is. A job that waits again, or has become due, has the place of its submission. */
    SUBMISSION;

    private static final int MAX_NAME = 200;

    /** The order in lower case, as stores have it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The order of this name in lower case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static QueueOrder ofWireName(final String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * A name that a queue can have, for stores that are given one.
     *
     * @return the same name
     * @throws IllegalArgumentException if no queue can have this name
     */
    public static String requireQueueName(final String queue) {
        return Text.name("the name of the queue", requireNonNull(queue, "queue"), MAX_NAME);
    }
}
