package dev.jobs.worker.process.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The numbers by which the processes of a worker's commands are known, whatever becomes of their environment. Safe for
 * threads.
 *
 * <p>A number stands in the soft limit of the resident set size, RLIMIT_RSS, which Linux keeps and does not enforce. Like an
 * environment it is inherited by all that a process starts. Unlike an environment it can be read by every user, of every
 * user's processes, at every moment of their life, and it is lost by no {@code env -i}, no new title and no set-user-id
 * program, but only by setting this very limit. The numbers lie between 2^61 and 2^62 bytes, beyond all memory, so that the
 * limit limits nothing even for a program that reads it.
 */
public final class NumberMarks {
    private static final long FIRST = 1L << 61;
    private static final long END = 1L << 62;

    /** Shells set this limit in KiB. */
    private static final long UNIT = 1024;

    private static final int COMMAND_BITS = 18;
    private static final byte[] LABEL = "Max resident set".getBytes(US_ASCII);

    private final long first;
    private final AtomicInteger used = new AtomicInteger();

    private NumberMarks(final long first) {
        this.first = first;
    }

    /** Numbers that no other worker has. */
    public static NumberMarks random() {
        final long worker = new SecureRandom().nextLong((FIRST / UNIT) >> COMMAND_BITS);
        return new NumberMarks(FIRST + (worker << COMMAND_BITS) * UNIT);
    }

    /** Another number; a quarter of a million commands later it comes again. */
    public long next() {
        return first + (used.getAndIncrement() & ((1 << COMMAND_BITS) - 1)) * UNIT;
    }

    /** The least number of this worker. */
    public long first() {
        return first;
    }

    /** The number behind the last of this worker. */
    public long end() {
        return first + (1L << COMMAND_BITS) * UNIT;
    }

    /** The worker that a number is of: the same for all its numbers. */
    public static long worker(final long number) {
        return (number / UNIT) >> COMMAND_BITS;
    }

    /** A number as a shell's {@code ulimit -m} takes it. */
    public static String forShell(final long number) {
        return Long.toString(number / UNIT);
    }

    /** The number of a worker's command in the content of {@code /proc/PID/limits}, if there is one. */
    public static OptionalLong read(final byte[] limits, final int length) {
        final int at = ProcReader.indexOf(limits, length, LABEL);
        if (at < 0) {
            return OptionalLong.empty();
        }
        int next = at + LABEL.length;
        while (next < length && limits[next] == ' ') {
            next++;
        }
        long number = 0;
        while (next < length && limits[next] >= '0' && limits[next] <= '9' && number < END) {
            number = number * 10 + (limits[next] - '0');
            next++;
        }
        return number >= FIRST && number < END ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
