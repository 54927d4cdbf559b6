package dev.jobs.worker.process.table;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The processes that {@link ProcessHandle} shows on any platform: neither sessions nor environments, so that a process
 * whose parent has ended is not found, and an end is never more than presumed.
 */
public final class HandleProcessTable implements ProcessTable {
    @Override
    public Scan scan() {
        final long self = ProcessHandle.current().pid();
        final List<ProcessEntry> entries = ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != self)
                .map(handle -> new ProcessEntry(
                        identityOf(handle),
                        handle.parent().map(ProcessHandle::pid).orElse(ProcessEntry.UNKNOWN),
                        ProcessEntry.UNKNOWN,
                        handle.isAlive(),
                        Sign.Without.NONE))
                .toList();
        return new Scan(entries, true);
    }

    @Override
    public boolean isAlive(final ProcessIdentity process) {
        return find(process).isPresent();
    }

    @Override
    public Optional<ProcessIdentity> identify(final Process child) {
        return Optional.of(identityOf(child.toHandle()));
    }

    @Override
    public Optional<ProcessIdentity> identify(final long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(HandleProcessTable::identityOf);
    }

    @Override
    public boolean signal(final ProcessIdentity process, final Signal signal) {
        return find(process)
                .map(handle -> ProcessTable.sendThroughHandle(handle, signal) || !handle.isAlive())
                .orElse(true);
    }

    @Override
    public long newestStart() {
        return 0;
    }

    @Override
    public boolean hidesProcesses() {
        return true;
    }

    private static Optional<ProcessHandle> find(final ProcessIdentity process) {
        return ProcessHandle.of(process.pid())
                .filter(handle -> handle.isAlive() && identityOf(handle).equals(process));
    }

    private static ProcessIdentity identityOf(final ProcessHandle handle) {
        return new ProcessIdentity(
                handle.pid(),
                handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }
}
