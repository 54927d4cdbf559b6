package dev.jobs.worker.process.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that a worker runs in, as its control groups and its children's environments name it: the namespace in which
 * its id counts, the id, and its start. A reader of these can find out whether it is gone.
 *
 * @param namespace the namespace of process ids
 * @param identity which process
 */
public record WorkerProcess(String namespace, ProcessIdentity identity) {
    private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)-(\\d+)(?:-\\d+)?");
    private static final AtomicInteger WORKERS = new AtomicInteger();

    /** This process. */
    public static WorkerProcess current() {
        final long pid = ProcessHandle.current().pid();
        final long start = ProcReader.text("/proc/self/stat")
                .flatMap(ProcStat::parse)
                .map(ProcStat::startTime)
                .orElse(0L);
        return new WorkerProcess(ownNamespace(), new ProcessIdentity(pid, start));
    }

    /** The process that this name stands for. */
    public static Optional<WorkerProcess> named(final String name) {
        final Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new WorkerProcess(
                        matcher.group(1),
                        new ProcessIdentity(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)))))
                : Optional.empty();
    }

    /** True if it is certain that this process has ended. Nothing is certain of another namespace. */
    public boolean isGone() {
        return namespace.equals(ownNamespace())
                && ProcReader.text("/proc/" + identity.pid() + "/stat")
                        .flatMap(ProcStat::parse)
                        .filter(stat -> stat.startTime() == identity.startTime() && !stat.isDead())
                        .isEmpty()
                && ownNamespace().length() > 1;
    }

    @Override
    public String toString() {
        return namespace + "-" + identity.pid() + "-" + identity.startTime();
    }

    /** A name that no other worker of this process has. */
    public String asName() {
        return this + "-" + WORKERS.incrementAndGet();
    }

    private static String ownNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (final IOException | UnsupportedOperationException unknown) {
            return "0";
        }
    }
}
