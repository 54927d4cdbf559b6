package dev.jobs.worker.process.group;

import dev.jobs.worker.process.table.ProcReader;
import dev.jobs.worker.process.table.WorkerProcess;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of a worker's commands, all in one of the worker's below its own, so that one write ends all of them.
 * Safe for threads.
 *
 * <p>It needs control groups of version 2 and the right to make one below the worker's own: as root, in a systemd service
 * with {@code Delegate=yes}, in a container whose control groups are writable. No controllers are enabled, so that processes
 * beside the groups are allowed. Whether all of that works is tried when the first command is started.
 */
public final class ControlGroups {
    private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
    private static final String PREFIX = "jobs-";
    private static final long PATIENCE_SECONDS = 10;

    private final Path directory;
    private final AtomicLong made = new AtomicLong();
    private final AtomicBoolean refused = new AtomicBoolean();
    private volatile boolean closed;

    private ControlGroups(final Path directory) {
        this.directory = directory;
    }

    /** Those of a new worker of this process, below the control group that it is in, if they work. */
    public static Optional<ControlGroups> open() {
        return ofThisProcess().flatMap(ControlGroups::openBelow);
    }

    /** The directory where the control group of this process is mounted. */
    public static Optional<Path> ofThisProcess() {
        return ownGroup(
                ProcReader.text("/proc/self/cgroup").orElse(""),
                ProcReader.text("/proc/self/mountinfo").orElse(""));
    }

    /** The worker's process that a control group of this name was made by. */
    public static Optional<WorkerProcess> workerOf(final String name) {
        return name.startsWith(PREFIX) ? WorkerProcess.named(name.substring(PREFIX.length())) : Optional.empty();
    }

    public static Optional<Path> ownGroup(final String groups, final String mounts) {
        final Optional<String> group = groups.lines()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::".length()))
                .findFirst();
        return group.flatMap(path -> mounts.lines()
                .map(line -> line.split(" ", -1))
                .filter(ControlGroups::isVersion2)
                .flatMap(fields -> within(fields[3], path).map(rest -> Path.of(fields[4] + rest)).stream())
                .findFirst());
    }

    private static boolean isVersion2(final String[] fields) {
        for (int i = 6; i + 1 < fields.length; i++) {
            if (fields[i].equals("-")) {
                return fields[i + 1].equals("cgroup2");
            }
        }
        return false;
    }

    /** The part of a path that lies below the part of the hierarchy that is mounted. */
    private static Optional<String> within(final String root, final String path) {
        if (root.equals("/")) {
            return Optional.of(path);
        }
        return path.equals(root) || path.startsWith(root + "/")
                ? Optional.of(path.substring(root.length()))
                : Optional.empty();
    }

    private static Optional<ControlGroups> openBelow(final Path own) {
        try {
            final var groups = new ControlGroups(makeBelow(own));
            if (groups.work()) {
                return Optional.of(groups);
            }
            groups.close();
        } catch (final IOException refused) {
            LOG.debug("No control groups can be made below {}", own, refused);
        }
        return Optional.empty();
    }

    private static Path makeBelow(final Path own) throws IOException {
        while (true) {
            final Path directory = own.resolve(PREFIX + WorkerProcess.current().asName());
            try {
                return Files.createDirectory(directory);
            } catch (final FileAlreadyExistsException ofAnotherClassLoader) {
                LOG.debug("Control group {} is another worker's", directory, ofAnotherClassLoader);
            }
        }
    }

    private boolean work() throws IOException {
        final Optional<ControlGroup> tried = create();
        if (tried.isEmpty()) {
            return false;
        }
        try {
            final var process = new ProcessBuilder(
                            "sh",
                            "-c",
                            "echo 0 >\"$1\" && read -r line",
                            "jobs-try",
                            tried.get().entrance().toString())
                    .redirectErrorStream(true)
                    .start();
            try (var held = process.getOutputStream()) {
                while (process.isAlive() && tried.get().processes().isEmpty()) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                }
                final boolean entered = tried.get().processes().equals(List.of(process.pid()));
                tried.get().kill();
                held.flush();
                return entered
                        && process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        && !tried.get().isPopulated();
            } finally {
                process.destroyForcibly();
            }
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            tried.get().remove();
        }
    }

    /** A group for one command, unless the system refuses to make more. */
    public Optional<ControlGroup> create() {
        final Path each = directory.resolve(Long.toString(made.incrementAndGet()));
        try {
            Files.createDirectory(each);
            return Optional.of(new ControlGroup(each, this::removeIfClosed));
        } catch (final IOException failed) {
            if (refused.compareAndSet(false, true)) {
                LOG.warn("No control group can be made for a command, which is then found by its marks", failed);
            }
            return Optional.empty();
        }
    }

    /** The group that holds all of them. */
    public Path directory() {
        return directory;
    }

    /** Removes them, those excepted in which something lives: they go when it has ended. */
    public void close() {
        closed = true;
        new ControlGroup(directory).remove();
    }

    private void removeIfClosed() {
        if (closed) {
            new ControlGroup(directory).remove();
        }
    }
}
