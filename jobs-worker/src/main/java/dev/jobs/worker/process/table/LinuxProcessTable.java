package dev.jobs.worker.process.table;

import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The processes in {@code /proc}, with their signs.
 *
 * <p>A scan reads one process after the other, so one could slip through: started after its place in the list was
 * passed, by a parent that ended before its own place was reached. The list is therefore read again until it names no
 * process that was not looked at, those excepted that are older than this worker or another's. Where processes come and go too
 * fast for that, the scan ends after some readings and is marked as not complete.
 *
 * <p>In the middle of an exec an environment reads as empty for a moment; it is read again until it does not.
 */
public final class LinuxProcessTable implements ProcessTable {
    private static final File PROC = new File("/proc");
    private static final int STAT_BYTES = 1024;
    private static final int LIMITS_BYTES = 4096;
    private static final int MOST_LISTINGS = 10;

    /** A program that does nothing but execute itself again and again is without an environment nearly always. */
    private static final int MOST_READINGS = 20;

    private final byte[] workerVariable;
    private final long self = ProcessHandle.current().pid();
    private final long selfStart;
    private final boolean hidesProcesses = HiddenProcesses.arePossible();
    private final AtomicLong newestStart;

    public LinuxProcessTable(final String workerMark) {
        this.workerVariable = EnvironmentMarks.workerVariable(workerMark);
        this.selfStart = stat(self, new ProcReader()).map(ProcStat::startTime).orElse(0L);
        this.newestStart = new AtomicLong(selfStart);
    }

    public static boolean isAvailable() {
        return new File(PROC, "self/stat").canRead() && new File(PROC, "self/environ").canRead();
    }

    @Override
    public Scan scan() {
        final var entries = new ArrayList<ProcessEntry>();
        final var seen = new HashSet<Long>(Set.of(self));
        final var reader = new ProcReader();
        boolean complete = false;
        for (int listing = 0; listing < MOST_LISTINGS && !complete; listing++) {
            complete = true;
            for (final String name : Optional.ofNullable(PROC.list()).orElse(new String[0])) {
                if (Character.isDigit(name.charAt(0)) && seen.add(Long.parseLong(name))) {
                    final Optional<ProcessEntry> entry = entry(Long.parseLong(name), reader);
                    entry.ifPresent(entries::add);
                    complete &= entry.filter(LinuxProcessTable::isOfOthers).isPresent();
                }
            }
        }
        entries.forEach(entry -> newestStart.accumulateAndGet(entry.startTime(), Math::max));
        return new Scan(entries, complete);
    }

    /** True if nothing of this worker can have come from it while it was not looked at. */
    private static boolean isOfOthers(final ProcessEntry entry) {
        return entry.sign() == Sign.Without.OLD || entry.sign() == Sign.Without.OF_ANOTHER_WORKER;
    }

    @Override
    public boolean isAlive(final ProcessIdentity process) {
        return identify(process.pid()).filter(process::equals).isPresent();
    }

    @Override
    public Optional<ProcessIdentity> identify(final long pid) {
        return stat(pid, new ProcReader())
                .filter(stat -> !stat.isDead())
                .map(stat -> new ProcessIdentity(pid, stat.startTime()));
    }

    @Override
    public Optional<ProcessIdentity> identify(final Process child) {
        // The handle was made before the child could be reaped, so what still equals it is the child.
        return stat(child.pid(), new ProcReader())
                .filter(stat -> ProcessHandle.of(child.pid()).equals(Optional.of(child.toHandle())))
                .map(stat -> new ProcessIdentity(child.pid(), stat.startTime()));
    }

    @Override
    public boolean signal(final ProcessIdentity process, final Signal signal) {
        // First the handle, then the check: if the id is given out again after the check, the handle refuses.
        final Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        return !isAlive(process)
                || handle.filter(found -> ProcessTable.sendThroughHandle(found, signal))
                        .isPresent()
                || !isAlive(process);
    }

    @Override
    public long newestStart() {
        return newestStart.get();
    }

    @Override
    public boolean hidesProcesses() {
        return hidesProcesses;
    }

    private Optional<ProcessEntry> entry(final long pid, final ProcReader reader) {
        final Optional<ProcStat> found = stat(pid, reader);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        final ProcStat stat = found.get();
        final var identity = new ProcessIdentity(pid, stat.startTime());
        if (stat.isDead()) {
            return Optional.of(new ProcessEntry(identity, stat.parentPid(), stat.session(), false, Sign.Without.NONE));
        }
        if (stat.startTime() < selfStart) {
            return Optional.of(new ProcessEntry(identity, stat.parentPid(), stat.session(), true, Sign.Without.OLD));
        }
        final Sign sign = sign(pid, stat, reader);
        // The id may have been given to another between the two readings.
        return sign instanceof Sign.Without || isAlive(identity)
                ? Optional.of(new ProcessEntry(identity, stat.parentPid(), stat.session(), true, sign))
                : Optional.empty();
    }

    private Sign sign(final long pid, final ProcStat stat, final ProcReader reader) {
        for (int reading = 0; reading < MOST_READINGS; reading++) {
            final int limits = reader.read("/proc/" + pid + "/limits", LIMITS_BYTES);
            final OptionalLong number = limits > 0 ? NumberMarks.read(reader.bytes(), limits) : OptionalLong.empty();
            if (number.isPresent()) {
                return new Sign.Numbered(number.getAsLong());
            }
            final int length = readEnvironment(pid, stat, reader);
            if (length > 0) {
                return EnvironmentMarks.read(reader.bytes(), length, workerVariable)
                        .<Sign>map(Sign.Marked::new)
                        .orElse(
                                EnvironmentMarks.areIn(reader.bytes(), length)
                                        ? Sign.Without.OF_ANOTHER_WORKER
                                        : Sign.Without.NONE);
            }
            if (length < 0 || stat.memory() == 0) {
                return Sign.Without.NONE;
            }
        }
        return Sign.Without.NONE;
    }

    private static Optional<ProcStat> stat(final long pid, final ProcReader reader) {
        final int length = reader.read("/proc/" + pid + "/stat", STAT_BYTES);
        return length <= 0 ? Optional.empty() : ProcStat.parse(reader.bytes(), length);
    }

    /** Reads the environment: its length, 0 if there is none, or less if it must not be read. */
    private static int readEnvironment(final long pid, final ProcStat stat, final ProcReader reader) {
        if (stat.state() != 'Z') {
            return stat.memory() == 0 ? 0 : reader.read("/proc/" + pid + "/environ", Integer.MAX_VALUE);
        }
        // The first thread has ended and others run on: they still show it.
        final String tasks = "/proc/" + pid + "/task";
        for (final String task : Optional.ofNullable(new File(tasks).list()).orElse(new String[0])) {
            final int length = reader.read(tasks + "/" + task + "/environ", Integer.MAX_VALUE);
            if (length > 0) {
                return length;
            }
        }
        return 0;
    }
}
