package dev.jobs.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A control group of one process and all that it starts, whose number of processes and threads can be limited. */
final class PidsLimit implements AutoCloseable {
    /** The place of the controller in version 1, and that of all of them in version 2. */
    private static final Path[] ROOTS = {Path.of("/sys/fs/cgroup/pids"), Path.of("/sys/fs/cgroup")};

    private final Path group;

    private PidsLimit(final Path group) {
        this.group = group;
    }

    /** One for this process, where this run may make control groups. */
    static Optional<PidsLimit> of(final String name, final long pid) {
        for (final Path root : ROOTS) {
            final Path group = root.resolve("jobs-chaos-" + name);
            try {
                Files.createDirectory(group);
                Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
                if (Files.exists(group.resolve("pids.max"))) {
                    return Optional.of(new PidsLimit(group));
                }
                Files.delete(group);
            } catch (final IOException notHere) {
                remove(group);
            }
        }
        return Optional.empty();
    }

    /** Lets it have no more than it has; false if its group is gone. */
    boolean toWhatThereIs() {
        try {
            return write(Files.readString(group.resolve("pids.current")).strip());
        } catch (final IOException gone) {
            return false;
        }
    }

    /** Lets it have as many as it wants. */
    void toNone() {
        write("max");
    }

    private boolean write(final String limit) {
        try {
            Files.writeString(group.resolve("pids.max"), limit);
            return true;
        } catch (final IOException gone) {
            return false;
        }
    }

    /** Removes the group, if nothing is left in it; what is left goes on in it without a limit. */
    @Override
    public void close() {
        toNone();
        remove(group);
    }

    private static void remove(final Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (final IOException notEmpty) {
            // It is named after the run, and holds nothing but what the run itself will miss.
        }
    }
}
