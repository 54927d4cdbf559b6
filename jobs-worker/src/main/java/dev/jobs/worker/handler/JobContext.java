package dev.jobs.worker.handler;

import dev.jobs.Job;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.command.CommandResult;
import java.util.Optional;

/**
 * A handler's view of its job, through which it reports stage and progress, logs, runs commands and is stopped. Safe to share
 * between the handler's threads, until the handler returns.
 *
 * @param <P> the payload's type
 */
public interface JobContext<P> {
    /** The job, as it was claimed: its attempt is this one. */
    Job job();

    /** The job's payload, read from its JSON. */
    P payload();

    /**
     * Reports the name of what the handler is doing now. Progress begins at 0 again, which means: not known yet. The name of the
     * current stage changes nothing.
     *
     * <p>It returns at once; the newest stage and progress are written together, some times a second.
     *
     * @param name for people: of more than 200 characters the first are kept, control characters become spaces
     * @throws IllegalArgumentException if the name is blank
     */
    void stage(String name);

    /**
     * Reports how far the current stage has come. A value lower than one reported before in this stage changes nothing.
     *
     * @param percent from 0 to 100; what lies outside is taken as the nearest of the two
     * @throws IllegalArgumentException if it is not a number
     */
    void progress(double percent);

    /**
     * Adds a text to the job's log, which people read while the job runs and after it. A text of several lines becomes several lines
     * of the log.
     *
     * <p>It returns at once, whatever the store does; lines are written together, some times a second. Only the newest lines of a job
     * are kept ({@code WorkerSettings.logLimits}), and only the first characters of a long line. What a handler logs faster than it
     * is written is dropped, the oldest first; readers see how many lines are missing.
     */
    void log(String text);

    /**
     * True if this attempt is to stop, for whatever {@linkplain #stopReason reason}. The handler's thread has been interrupted
     * then, and its child processes are being ended.
     */
    boolean shouldStop();

    /**
     * The reason for which this attempt is to stop; empty as long as it is not. A handler that undoes or deletes something for
     * good, such as the user's upload, does that after {@link StopReason#CANCELLED} only.
     */
    Optional<StopReason> stopReason();

    /**
     * Does nothing, unless this attempt is to stop.
     *
     * @throws JobStoppedException if it is; a handler lets it pass
     */
    void throwIfStopped();

    /**
     * Runs this action when the attempt is to stop, on another thread; at once, on this one, if it is already. For work
     * that notices no interrupt: closing a socket, calling another service. It runs for whatever {@linkplain #stopReason
     * reason}: the job may run again. What it throws is logged.
     */
    void onStop(Runnable action);

    /**
     * Runs a child process, which belongs to the job: it ends with it, and so does all that it starts. Returns when no
     * process of its tree is left. May be called by several threads at once.
     *
     * @throws CommandFailedException if it cannot be started, or does not end with code 0; a {@link
     *     dev.jobs.worker.command.CommandTimedOutException} if it reached its own time limit. The attempt goes on if the handler
     *     catches it
     * @throws JobStoppedException if the attempt is to stop; the tree is dead
     * @throws InterruptedException if the thread was interrupted otherwise; the tree is dead
     */
    CommandResult exec(Command command) throws InterruptedException;
}
