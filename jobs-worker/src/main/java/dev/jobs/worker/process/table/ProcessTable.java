package dev.jobs.worker.process.table;

import java.util.List;
import java.util.Optional;

/** The processes that the operating system knows. Safe for threads. */
public interface ProcessTable {
    /** All processes that this user may see, this one left out. */
    Scan scan();

    /**
     * The result of one scan.
     *
     * @param entries the processes; each that lived from before the scan until after it is among them
     * @param complete whether at least one is among them of each tree that did, also of one whose processes fork and end on
     *     and on
     */
    record Scan(List<ProcessEntry> entries, boolean complete) {}

    /** True if this very process still runs; false for a zombie. */
    boolean isAlive(ProcessIdentity process);

    /** The identity of a child, unless it has ended already. */
    Optional<ProcessIdentity> identify(Process child);

    /** The identity of the process with this id, unless there is none that runs. */
    Optional<ProcessIdentity> identify(long pid);

    /**
     * Sends a signal to this very process; nothing happens if it has ended, even if its id was given out again. False if it
     * lives and the system refuses.
     */
    boolean signal(ProcessIdentity process, Signal signal);

    /** The latest start of a process that any scan has seen: what starts from now on does not start before it. */
    long newestStart();

    /** True if some process may live that no scan shows, so that an end is never more than presumed. */
    boolean hidesProcesses();

    /** The signals that end a process. */
    enum Signal {
        /** The polite request, which can be ignored. */
        TERM,
        /** The end, which cannot. */
        KILL
    }

    /** The table of this platform, which recognises the marks of this worker. */
    static ProcessTable ofThisPlatform(final String workerMark) {
        return LinuxProcessTable.isAvailable() ? new LinuxProcessTable(workerMark) : new HandleProcessTable();
    }

    /** Sends a signal through the platform's handle, which compares the start time once more; false if it is refused. */
    static boolean sendThroughHandle(final ProcessHandle handle, final Signal signal) {
        return switch (signal) {
            case TERM -> handle.destroy();
            case KILL -> handle.destroyForcibly();
        };
    }
}
