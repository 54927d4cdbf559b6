package dev.jobs;

import java.util.List;

/**
 * A part of a job's log: the lines that follow one number. Immutable.
 *
 * @param after the number behind which it begins
 * @param lines the lines that were kept, in their order
 * @param newest the number of the newest line that the job has logged; 0 if it has logged none
 */
public record JobLog(long after, List<LogLine> lines, long newest) {
    /** The most lines that one call reads. */
    public static final int LARGEST_PAGE = 1_000;

    public JobLog {
        if (after < 0 || newest < 0) {
            throw new IllegalArgumentException(
                    "lines count from 1, but this log begins after line " + after + " and ends with line " + newest);
        }
        lines = List.copyOf(lines);
    }

    /**
     * Checks what a part of a log is asked for with, for adapters.
     *
     * @throws IllegalArgumentException if the number is negative or the limit not from 1 to {@link #LARGEST_PAGE}
     */
    public static void requireInRange(final long after, final int limit) {
        if (after < 0 || limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("a log is read after a line from 0, and 1 to " + LARGEST_PAGE
                    + " lines at a time, but this is after line " + after + " and " + limit + " lines");
        }
    }

    /** The number to ask for the next part with: that of its last line, or the one that it begins after. */
    public long last() {
        return lines.isEmpty() ? after : lines.get(lines.size() - 1).number();
    }

    /** The number of lines up to its {@linkplain #last last} one that were dropped, since a job's log is bounded. */
    public long dropped() {
        return last() - after - lines.size();
    }

    /** True if the job has logged more lines than it reaches to. */
    public boolean hasMore() {
        return last() < newest;
    }
}
