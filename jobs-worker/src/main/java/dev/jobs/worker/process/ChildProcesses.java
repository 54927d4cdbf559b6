package dev.jobs.worker.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** The child processes of one worker. Safe for threads. */
public final class ChildProcesses implements AutoCloseable {
    private final String workerMark;
    private final Duration grace;

    private ChildProcesses(final String workerMark, final Duration grace) {
        this.workerMark = requireNonNull(workerMark, "workerMark");
        this.grace = requireNonNull(grace, "grace");
    }

    /** The child processes of the worker with this mark; each has the grace to end after SIGTERM. */
    public static ChildProcesses start(final String workerMark, final Duration grace) {
        return new ChildProcesses(workerMark, grace);
    }

    /** The processes of one attempt, told apart by a mark that no other attempt has. */
    public ProcessScope scope(final String leaseMark) {
        return new ProcessScope(workerMark, leaseMark, grace);
    }

    /** Ends the watchdog; call it after all scopes have ended. */
    @Override
    public void close() {}
}
