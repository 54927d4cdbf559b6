package dev.jobs.chaos;

import dev.jobs.store.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of jobs as they wrote themselves down when they began: a file for each job, a line for each process. This
 * knows nothing of how the library finds processes.
 */
final class Children {
    static final String SUFFIX = ".children";
    private static final int START_TIME = 22;

    private final Path directory;

    Children(final Path directory) {
        this.directory = directory;
    }

    /** The file in which the processes of this job write their ids. */
    Path file(final String job) {
        return directory.resolve(job + SUFFIX);
    }

    /** A pipe with a name to which nobody ever writes: a command that reads it does not start. */
    Path fifo() {
        return directory.resolve("fifo");
    }

    /** Makes the pipe. */
    void makeFifo() throws IOException, InterruptedException {
        if (new ProcessBuilder("mkfifo", fifo().toString()).inheritIO().start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
    }

    /**
     * One process.
     *
     * @param startTime clock ticks from boot to its start, which tells it from another with its id
     */
    record Child(long lease, long pid, long startTime) {
        boolean runs() {
            try {
                final String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
                final String[] fields =
                        stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                return !fields[0].equals("Z")
                        && !fields[0].equals("X")
                        && Long.parseLong(fields[START_TIME - 3]) == startTime;
            } catch (final IOException gone) {
                return false;
            }
        }
    }

    List<Child> of(final String job) {
        final Path file = file(job);
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(line -> line.split(" ", -1))
                            .filter(parts -> parts.length == 3)
                            .map(parts -> new Child(
                                    Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])))
                            .toList()
                    : List.of();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes of this lease that run. */
    List<Child> alive(final Lease lease) {
        return of(lease.jobId().toString()).stream()
                .filter(child -> child.lease() == lease.number())
                .filter(Child::runs)
                .toList();
    }

    /** The processes of other leases of the same job that run: a lease that a failover lost may have the higher number. */
    List<Child> aliveUnderOthers(final Lease lease) {
        return of(lease.jobId().toString()).stream()
                .filter(child -> child.lease() != lease.number())
                .filter(Child::runs)
                .toList();
    }

    /** All that run, of whichever job. */
    List<Child> allAlive() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString().replace(SUFFIX, ""))
                    .flatMap(job -> of(job).stream())
                    .filter(Child::runs)
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
