package dev.jobs.worker.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Processes as {@code /proc} tells them, with the marks in their environments.
 *
 * <p>A scan reads one process after the other, so one could slip through: started after its place in the list was
 * passed, by a parent that ended before its own place was reached. The list is therefore read again until it names no
 * process that was not looked at.
 */
final class LinuxProcessTable implements ProcessTable {
    private static final File PROC = new File("/proc");
    private static final int STAT_BYTES = 1024;
    private static final int MAX_LISTINGS = 10;

    private final byte[] workerVariable;
    private final long self = ProcessHandle.current().pid();

    LinuxProcessTable(final String workerMark) {
        this.workerVariable = Marks.workerVariable(workerMark);
    }

    static boolean isAvailable() {
        return new File(PROC, "self/stat").canRead() && new File(PROC, "self/environ").canRead();
    }

    @Override
    public List<ProcessEntry> scan() {
        final var entries = new ArrayList<ProcessEntry>();
        final var seen = new HashSet<Long>(Set.of(self));
        final var buffer = new Buffer();
        final var undecided = new ArrayList<ProcessEntry>();
        for (int listing = 0; listing < MAX_LISTINGS; listing++) {
            final int before = seen.size();
            for (final String name : Optional.ofNullable(PROC.list()).orElse(new String[0])) {
                if (Character.isDigit(name.charAt(0)) && seen.add(Long.parseLong(name))) {
                    readEntry(Long.parseLong(name), buffer, entries, undecided);
                }
            }
            if (seen.size() == before) {
                break;
            }
        }
        // In the middle of an exec the environment reads as empty for a moment.
        for (final ProcessEntry entry : undecided) {
            readEntry(entry.pid(), buffer, entries, new ArrayList<>());
        }
        return entries;
    }

    @Override
    public boolean isAlive(final ProcessIdentity process) {
        return stat(process.pid(), new Buffer())
                .filter(stat -> stat.startTime() == process.startTime() && !stat.isDead())
                .isPresent();
    }

    @Override
    public Optional<ProcessIdentity> identify(final Process child) {
        // The handle was made before the child could be reaped, so what still equals it is the child.
        return stat(child.pid(), new Buffer())
                .filter(stat -> ProcessHandle.of(child.pid()).equals(Optional.of(child.toHandle())))
                .map(stat -> new ProcessIdentity(child.pid(), stat.startTime()));
    }

    @Override
    public void signal(final ProcessIdentity process, final Signal signal) {
        // First the handle, then the look: if the id is given out anew after the look, the handle refuses.
        final Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        if (isAlive(process)) {
            handle.ifPresent(found -> ProcessTable.sendThroughHandle(found, signal));
        }
    }

    @Override
    public Death whenNothingIsFound() {
        return Death.SEEN;
    }

    private void readEntry(
            final long pid, final Buffer buffer, final List<ProcessEntry> entries, final List<ProcessEntry> undecided) {
        final Optional<ProcStat> found = stat(pid, buffer);
        if (found.isEmpty()) {
            return;
        }
        final ProcStat stat = found.get();
        final var identity = new ProcessIdentity(pid, stat.startTime());
        if (stat.isDead()) {
            entries.add(new ProcessEntry(identity, stat.parentPid(), stat.session(), false, Optional.empty()));
            return;
        }
        final int length = readEnvironment(pid, stat, buffer);
        final var entry = new ProcessEntry(
                identity,
                stat.parentPid(),
                stat.session(),
                true,
                length <= 0 ? Optional.empty() : Marks.read(buffer.bytes, length, workerVariable));
        if (length == 0 && stat.memory() > 0) {
            undecided.add(entry);
        }
        if (entry.marks().isEmpty() || isAlive(identity)) {
            entries.add(entry);
        }
    }

    private static Optional<ProcStat> stat(final long pid, final Buffer buffer) {
        final int length = buffer.read("/proc/" + pid + "/stat", STAT_BYTES);
        return length <= 0 ? Optional.empty() : ProcStat.parse(buffer.bytes, length);
    }

    /** Reads the environment: its length, 0 if there is none, or less if it must not be read. */
    private static int readEnvironment(final long pid, final ProcStat stat, final Buffer buffer) {
        if (stat.state() != 'Z') {
            return stat.memory() == 0 ? 0 : buffer.read("/proc/" + pid + "/environ", Integer.MAX_VALUE);
        }
        // The first thread has ended and others run on: they still show it.
        final String tasks = "/proc/" + pid + "/task";
        for (final String task : Optional.ofNullable(new File(tasks).list()).orElse(new String[0])) {
            final int length = buffer.read(tasks + "/" + task + "/environ", Integer.MAX_VALUE);
            if (length > 0) {
                return length;
            }
        }
        return 0;
    }

    /** Where files of unknown length are read to, again and again. */
    private static final class Buffer {
        private byte[] bytes = new byte[8 * 1024];

        /** Reads a file up to a limit: how much was read, or -1 if it cannot be. */
        int read(final String file, final int limit) {
            // Not a channel: those are closed when the reading thread is interrupted.
            try (var in = new FileInputStream(file)) {
                int length = 0;
                while (length < limit) {
                    if (length == bytes.length) {
                        bytes = Arrays.copyOf(bytes, bytes.length * 2);
                    }
                    final int count = in.read(bytes, length, bytes.length - length);
                    if (count < 0) {
                        break;
                    }
                    length += count;
                }
                return length;
            } catch (final IOException goneOrForeign) {
                return -1;
            }
        }
    }
}
