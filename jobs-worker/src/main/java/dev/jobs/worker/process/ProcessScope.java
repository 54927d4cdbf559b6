package dev.jobs.worker.process;

import dev.jobs.worker.Command;
import dev.jobs.worker.CommandResult;
import java.time.Duration;

/** Every process that one attempt started. Not built yet: it refuses to run anything. */
public final class ProcessScope {
    private final String name;

    ProcessScope(final String workerMark, final String leaseMark, final Duration grace) {
        this.name = workerMark + "/" + leaseMark + "/" + grace;
    }

    /** Runs a command until it and all that it started have ended. */
    @SuppressWarnings("DoNotCallSuggester") // until it runs anything
    public CommandResult run(final Command command) throws InterruptedException {
        throw new UnsupportedOperationException(name + command);
    }

    /** Asks the whole tree to end, and returns at once. */
    public void stop() {}

    /** Waits until no process of the tree is left. */
    public Death awaitDeath() throws InterruptedException {
        return Death.PRESUMED;
    }
}
