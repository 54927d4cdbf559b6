package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import java.time.Instant;

/**
 * Failed jobs of one type whose errors begin with the same line. Immutable; made by {@link Failures.Builder}.
 *
 * <p>Two are equal if all that they hold is equal.
 */
public final class FailureGroup {
    private static final int LONGEST_LINE = 300;

    private final Values values;

    private FailureGroup(final Values values) {
        this.values = values;
    }

    private record Values(String type, String line, long jobs, JobId newest, Instant last, Instant first) {}

    /** One failed job. */
    static FailureGroup of(final String type, final String line, final JobId id, final Instant failedAt) {
        return new FailureGroup(new Values(
                requireNonNull(type, "type"),
                requireNonNull(line, "line"),
                1,
                requireNonNull(id, "id"),
                requireNonNull(failedAt, "failedAt"),
                failedAt));
    }

    /** The first line of an error, as far as errors are told apart by it. */
    public static String firstLine(final String error) {
        final String line = error.strip().lines().findFirst().orElse("").strip();
        return line.length() <= LONGEST_LINE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST_LINE)));
    }

    /** These and one that failed before them. */
    FailureGroup and(final Instant earlier) {
        final Values known = values;
        return new FailureGroup(new Values(known.type, known.line, known.jobs + 1, known.newest, known.last, earlier));
    }

    /** The type. */
    public String type() {
        return values.type;
    }

    /** The {@linkplain #firstLine first line} of the errors. */
    public String line() {
        return values.line;
    }

    /** The number of jobs, of those that were looked at. */
    public long jobs() {
        return values.jobs;
    }

    /** The job that failed last. */
    public JobId newest() {
        return values.newest;
    }

    /** The time at which the newest failed. */
    public Instant last() {
        return values.last;
    }

    /** The time at which the oldest failed, of those that were looked at. */
    public Instant first() {
        return values.first;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof FailureGroup group && values.equals(group.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "FailureGroup" + values.toString().substring("Values".length());
    }
}
