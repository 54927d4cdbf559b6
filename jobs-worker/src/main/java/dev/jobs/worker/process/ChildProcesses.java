package dev.jobs.worker.process;

import static java.util.Objects.requireNonNull;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.group.ControlGroups;
import dev.jobs.worker.process.output.OutputObserver;
import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.FreshScans;
import dev.jobs.worker.process.table.LinuxProcessTable;
import dev.jobs.worker.process.table.NumberMarks;
import dev.jobs.worker.process.table.ProcessTable;
import dev.jobs.worker.process.tree.Death;
import dev.jobs.worker.process.tree.LinuxSurroundings;
import dev.jobs.worker.process.tree.ProcessTree;
import dev.jobs.worker.process.tree.Suspects;
import dev.jobs.worker.process.tree.TreeTermination;
import dev.jobs.worker.process.watchdog.Leftovers;
import dev.jobs.worker.process.watchdog.Watchdog;
import dev.jobs.worker.thread.OneTime;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The child processes of one worker. Safe for threads.
 *
 * <p>On Linux each command is in a control group of its own, where the worker may make one; elsewhere its processes are found
 * by what they inherit, see {@link ProcessTree} and {@link Suspects}. On other platforms only what {@link ProcessHandle} tells
 * is found, and an end is {@link Death#PRESUMED}.
 */
public final class ChildProcesses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcesses.class);

    /** The system property by which control groups are left alone: {@code off}. */
    private static final String CONTROL_GROUPS = "jobs.worker.cgroups";

    private final String workerMark;
    private final ChildLauncher launcher;
    private final Watchdog watchdog;
    private final OneTime<Optional<ControlGroups>> groups;
    private volatile boolean closed;

    ChildProcesses(
            final String workerMark,
            final TreeTermination.Means means,
            final Supplier<Optional<ControlGroups>> groups) {
        this.workerMark = workerMark;
        this.groups = new OneTime<>(groups);
        final NumberMarks numbers = NumberMarks.random();
        this.watchdog = new Watchdog(new Watchdog.Watched(workerMark, means.grace(), numbers, this.groups));
        this.launcher = new ChildLauncher(means, numbers, this.groups, watchdog);
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
        final TreeTermination.Means means = means(workerMark, grace);
        if (LinuxProcessTable.isAvailable()) {
            Leftovers.endFromNowOn(means.table(), grace);
        }
        return new ChildProcesses(workerMark, means, ChildProcesses::controlGroups);
    }

    /** The means by which the processes of a worker with this mark are ended on this platform. */
    static TreeTermination.Means means(final String workerMark, final Duration grace) {
        final ProcessTable table = ProcessTable.ofThisPlatform(workerMark);
        final Suspects suspects =
                LinuxProcessTable.isAvailable() ? new Suspects(new LinuxSurroundings()) : Suspects.nobody();
        return new TreeTermination.Means(table, new FreshScans(table::scan), suspects, grace, Thread::new);
    }

    private static Optional<ControlGroups> controlGroups() {
        if (!LinuxProcessTable.isAvailable()
                || System.getProperty(CONTROL_GROUPS, "").equals("off")) {
            return Optional.empty();
        }
        final Optional<ControlGroups> opened = ControlGroups.open();
        opened.ifPresentOrElse(
                made -> LOG.debug("Commands run in control groups below {}", made.directory()),
                () -> LOG.debug("Commands run without control groups of their own, and are found by their marks"));
        return opened;
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
        groups.ifFound(found -> found.ifPresent(ControlGroups::close));
    }

    /** A command that is not yet begun. */
    ChildProcess child(
            final Command command, final OutputObserver observer, final String leaseMark, final long number) {
        if (closed) {
            throw new IllegalStateException("The worker's child processes are closed");
        }
        return new ChildProcess(
                command,
                observer,
                launcher.launch(command, new EnvironmentMarks(workerMark, leaseMark, Long.toString(number))));
    }
}
