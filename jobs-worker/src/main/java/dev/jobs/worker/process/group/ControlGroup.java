package dev.jobs.worker.process.group;

import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.table.ProcReader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group (version 2) of one command, with all the processes that it starts, which nothing leaves that has no right
 * to write control groups. Safe for threads.
 */
public final class ControlGroup {
    private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);
    private static final byte[] KILL = {'1'};

    private final Path directory;
    private final Runnable removed;

    public ControlGroup(final Path directory) {
        this(directory, () -> {});
    }

    /** @param removed what is done when it has been removed */
    public ControlGroup(final Path directory, final Runnable removed) {
        this.directory = directory;
        this.removed = removed;
    }

    /** The file to which a process writes 0 to enter. */
    public Path entrance() {
        return directory.resolve("cgroup.procs");
    }

    /** The ids of its processes, zombies left out. */
    public List<Long> processes() {
        return ProcReader.text(entrance().toString())
                .orElse("")
                .lines()
                .map(Long::valueOf)
                .toList();
    }

    /** The ids of its processes and of those in groups below it. */
    public List<Long> allProcesses() {
        final var all = new ArrayList<>(processes());
        for (final File each : below()) {
            all.addAll(new ControlGroup(each.toPath()).allProcesses());
        }
        return all;
    }

    private File[] below() {
        return Optional.ofNullable(directory.toFile().listFiles(File::isDirectory))
                .orElse(new File[0]);
    }

    /** True if a process of it, or of a group below it, lives. */
    public boolean isPopulated() {
        return ProcReader.text(directory.resolve("cgroup.events").toString())
                .map(events -> !events.contains("populated 0"))
                .orElse(Files.exists(directory));
    }

    /** Sends SIGKILL to all of it. A process that forks meanwhile may escape, so it is to be said until nothing lives. */
    public void kill() {
        // Not Files: its channel is closed when the thread is interrupted.
        try (var out = new FileOutputStream(directory.resolve("cgroup.kill").toFile())) {
            out.write(KILL);
        } catch (final IOException failed) {
            LogRelay.log(() -> LOG.warn("Control group {} cannot be killed", directory, failed));
        }
    }

    /** Removes it with all groups below it, if no process of it lives. */
    public void remove() {
        for (final File each : below()) {
            new ControlGroup(each.toPath()).remove();
        }
        if (directory.toFile().delete() || !Files.exists(directory)) {
            removed.run();
        } else {
            LogRelay.log(() -> LOG.debug("Control group {} cannot be removed now", directory));
        }
    }
}
