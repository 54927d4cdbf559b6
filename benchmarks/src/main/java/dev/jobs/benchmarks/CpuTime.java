package dev.jobs.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The processor time that processes have taken; known on Linux alone. */
final class CpuTime {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_CHILDREN = 13;
    private static final int SYSTEM_OF_CHILDREN = 14;

    private CpuTime() {}

    /** Seconds of this process. */
    static double of(final ProcessHandle process) {
        return ticks(process, USER, SYSTEM) / TICKS_PER_SECOND;
    }

    /** Seconds of this process, of its children, and of those that have ended. */
    static double withChildren(final ProcessHandle process) {
        final double ended = ticks(process, USER_OF_CHILDREN, SYSTEM_OF_CHILDREN) / TICKS_PER_SECOND;
        return of(process) + ended + process.children().mapToDouble(CpuTime::of).sum();
    }

    private static long ticks(final ProcessHandle process, final int... fields) {
        try {
            final String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // The second field is a name in parentheses, which may contain anything.
            final String[] words =
                    line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
            long ticks = 0;
            for (final int field : fields) {
                ticks += Long.parseLong(words[field]);
            }
            return ticks;
        } catch (final NoSuchFileException e) {
            return 0;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
