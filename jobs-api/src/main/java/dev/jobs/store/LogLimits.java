package dev.jobs.store;

/**
 * The most that is kept of one job's log: its newest lines. Immutable.
 *
 * @param lines the number of lines, from 1 to 100,000
 * @param bytes the bytes of their texts in UTF-8, from 1,000 to 64 MiB; the newest line is always kept
 * @param lineLength the characters of a line, from 80 to 20,000; of a longer one the first are kept
 */
public record LogLimits(int lines, int bytes, int lineLength) {
    /** 1,000 lines and 256 KiB of a job, 2,000 characters of a line. */
    public static final LogLimits STANDARD = new LogLimits(1_000, 256 * 1024, 2_000);

    private static final int MOST_LINES = 100_000;
    private static final int LEAST_BYTES = 1_000;
    private static final int MOST_BYTES = 64 * 1024 * 1024;
    private static final int SHORTEST_LINE = 80;
    private static final int LONGEST_LINE = 20_000;

    public LogLimits {
        check("lines of a job's log", lines, 1, MOST_LINES);
        check("bytes of a job's log", bytes, LEAST_BYTES, MOST_BYTES);
        check("characters of a line", lineLength, SHORTEST_LINE, LONGEST_LINE);
    }

    private static void check(final String what, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the " + what + " that are kept are from " + least + " to " + most + ", but not " + value);
        }
    }
}
