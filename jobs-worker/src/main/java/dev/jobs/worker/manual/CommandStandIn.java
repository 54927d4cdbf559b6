package dev.jobs.worker.manual;

import dev.jobs.worker.command.CommandFailedException;

/**
 * Stands in for the child processes of handlers, so that no process is started. Several commands may run at once, each on the thread
 * that called {@code exec}.
 */
@FunctionalInterface
public interface CommandStandIn {
    /**
     * Does what the process of a command would do.
     *
     * @param process gives the command, takes the output, and lets time pass
     * @return the exit code
     * @throws CommandFailedException if the command cannot be started; it is thrown to the handler as it is
     */
    int run(StandInProcess process) throws InterruptedException;
}
