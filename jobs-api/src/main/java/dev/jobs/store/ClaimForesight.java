package dev.jobs.store;

import java.time.Duration;

/**
 * The ability of a store to say, without a look, that a claim would bring nothing: a worker that has nothing to do asks it at each poll
 * interval, and claims only if the answer is no. A store without it is polled at each poll interval. Safe to share between threads.
 */
public interface ClaimForesight {
    /**
     * The longest time for which a store may go on saying so after a claim: what it cannot foresee, as the loss of a signal, costs a job
     * no more than this.
     */
    Duration LONGEST = Duration.ofSeconds(5);

    /**
     * True if all of this holds:
     *
     * <ul>
     *   <li>the worker's last claim brought fewer jobs than it asked for, and was not longer ago than {@link #LONGEST};
     *   <li>no time has come since then, by the store's clock, at which a job that the worker can claim may start: when it is due, when a rate
     *       allows the next start, or when a pause ends;
     *   <li>since before that claim the store tells of all other changes by signals, and of each new job that is due within {@link
     *       #LONGEST}, and has no reason to doubt that they arrive.
     * </ul>
     *
     * <p>Answers at once, from memory. Where there is doubt the answer is false.
     */
    boolean bringsNothing(WorkerId worker);
}
