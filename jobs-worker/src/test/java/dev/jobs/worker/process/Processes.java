package dev.jobs.worker.process;

import dev.jobs.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes as a test sees them, by other means than the ones under test. */
public final class Processes {
    private Processes() {}

    /** True if a process with this id runs: a zombie does not. */
    public static boolean runs(final long pid) {
        try {
            final String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            final char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (final IOException gone) {
            return false;
        }
    }

    /** The ids that a script wrote to a file, one on each line; none while there is no file. */
    public static List<Long> idsIn(final Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .filter(line -> !line.isBlank())
                            .map(String::strip)
                            .map(Long::valueOf)
                            .toList()
                    : List.of();
        } catch (final IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits until a script has written this many ids to a file. */
    public static List<Long> awaitIds(final Path file, final int count) throws InterruptedException {
        Await.until(count + " ids in " + file, () -> idsIn(file).size() >= count);
        return idsIn(file);
    }
}
