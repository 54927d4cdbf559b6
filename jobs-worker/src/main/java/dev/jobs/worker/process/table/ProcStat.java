package dev.jobs.worker.process.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;

/**
 * The fields of {@code /proc/PID/stat} that matter here; see proc_pid_stat(5).
 *
 * @param state one letter: Z and X are dead
 * @param parentPid the parent's id
 * @param session the session's id
 * @param threads how many threads it has
 * @param startTime clock ticks from boot to its start
 * @param memory the size of its address space: 0 for a thread of the kernel, and for a process that is all but ended
 */
public record ProcStat(char state, long parentPid, long session, long threads, long startTime, long memory) {
    private static final int STATE = 3;
    private static final int PARENT = 4;
    private static final int SESSION = 6;
    private static final int THREADS = 20;
    private static final int START_TIME = 22;
    private static final int MEMORY = 23;

    /** Reads the file's content; empty if it is not whole. */
    public static Optional<ProcStat> parse(final byte[] content, final int length) {
        return parse(new String(content, 0, length, ISO_8859_1));
    }

    public static Optional<ProcStat> parse(final String text) {
        // The program's name, in parentheses, may itself hold blanks and parentheses.
        final int nameEnd = text.lastIndexOf(')');
        if (nameEnd < 0 || nameEnd + 2 > text.length()) {
            return Optional.empty();
        }
        final String[] fields = text.substring(nameEnd + 2).split(" ", MEMORY - STATE + 2);
        if (fields.length <= MEMORY - STATE) {
            return Optional.empty();
        }
        return Optional.of(new ProcStat(
                fields[0].charAt(0),
                Long.parseLong(fields[PARENT - STATE]),
                Long.parseLong(fields[SESSION - STATE]),
                Long.parseLong(fields[THREADS - STATE]),
                Long.parseLong(fields[START_TIME - STATE]),
                Long.parseUnsignedLong(fields[MEMORY - STATE].strip())));
    }

    /** True if it runs nothing any more. A process whose first thread alone has ended shows Z too, but has others. */
    boolean isDead() {
        return state == 'X' || state == 'x' || (state == 'Z' && threads <= 1);
    }
}
