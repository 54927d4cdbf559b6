package dev.jobs.worker.process;

import dev.jobs.store.operations.RunningChildren;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.process.output.OutputObserver;
import dev.jobs.worker.process.tree.Death;
import java.util.List;

/** The commands of one attempt, which end with it. Safe to share between threads; several commands may run at once. */
public interface CommandScope {
    /**
     * Runs a command until it and all that it started have ended.
     *
     * @param observer sees that it writes
     * @throws CommandFailedException if it cannot be started or does not end with code 0
     * @throws ScopeStoppedException if this scope was stopped, before the start or since; the tree is dead
     */
    CommandResult run(Command command, OutputObserver observer) throws InterruptedException;

    /** The processes of the commands that run now, those that were started first before the others. */
    default List<RunningChildren.Child> children() {
        return List.of();
    }

    /** Begins to end all that runs, and returns at once. No command is begun from now on. */
    void stop();

    /** Waits, after a stop, until no process is left, or its end can only be presumed. */
    Death awaitDeath() throws InterruptedException;
}
