package dev.jobs.worker.process;

import static java.util.Objects.requireNonNull;

import dev.jobs.worker.command.Command;
import java.time.Duration;

/**
 * The child processes of one worker. Safe for threads.
 *
 * <p>On Linux every process of a tree is found, whatever it did to its parents, group or session; see
 * {@link ProcessTree}. Elsewhere only what {@link ProcessHandle} tells is found, and an end is {@link Death#PRESUMED}.
 */
public final class ChildProcesses implements AutoCloseable {
    private final String workerMark;
    private final ChildLauncher launcher;
    private final Watchdog watchdog;
    private volatile boolean closed;

    ChildProcesses(final String workerMark, final TreeEnding.Means means) {
        this.workerMark = workerMark;
        this.watchdog = new Watchdog(workerMark, means.grace());
        this.launcher = new ChildLauncher(means, watchdog);
    }

    /**
     * The child processes of the worker with this mark, which no other on this machine may have; each has the grace to end
     * after SIGTERM.
     */
    public static ChildProcesses start(final String workerMark, final Duration grace) {
        if (workerMark.isBlank() || workerMark.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("A worker's mark is not blank and holds no control characters");
        }
        if (requireNonNull(grace, "grace").isNegative()) {
            throw new IllegalArgumentException("grace must not be negative: " + grace);
        }
        final ProcessTable table = ProcessTable.ofThisPlatform(workerMark);
        return new ChildProcesses(workerMark, new TreeEnding.Means(table, new FreshScans(table), grace, Thread::new));
    }

    /** The processes of one attempt, told apart by a mark that no other attempt has. */
    public ProcessScope scope(final String leaseMark) {
        return new ProcessScope(this, requireNonNull(leaseMark, "leaseMark"));
    }

    /** Ends the watchdog; call it after all scopes have ended, since it ends what it finds. */
    @Override
    public void close() {
        closed = true;
        watchdog.close();
    }

    /** A command that is not yet begun. */
    ChildProcess child(final Command command, final String leaseMark, final long number) {
        if (closed) {
            throw new IllegalStateException("The worker's child processes are closed");
        }
        return new ChildProcess(
                command, launcher.launch(command, new Marks(workerMark, leaseMark, Long.toString(number))));
    }
}
