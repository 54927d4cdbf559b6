package dev.jobs.client;

import dev.jobs.LogLine;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** A part of a job's log, as its service told of it: the lines that follow the one that was asked for. Immutable. */
public final class PolledLog {
    private final List<LogLine> lines;
    private final long next;
    private final long dropped;
    private final boolean more;
    private final boolean done;

    private PolledLog(final JsonObject answer) {
        this.lines = answer.array("lines").orElseThrow(() -> new IllegalArgumentException("this is no log")).stream()
                .map(line -> line(JsonObject.parse(line)))
                .toList();
        this.next = number(answer, "next");
        this.dropped = number(answer, "dropped");
        this.more = answer.flag("more").orElse(false);
        this.done = answer.flag("done").orElse(false);
    }

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if it is no part of a log
     */
    static PolledLog of(final JsonObject answer) {
        return new PolledLog(answer);
    }

    private static LogLine line(final JsonObject line) {
        return new LogLine(
                number(line, "number"),
                attempt(line),
                line.string("at")
                        .map(PolledLog::time)
                        .orElseThrow(() -> new IllegalArgumentException("this line has no time")),
                line.string("text").orElse(""));
    }

    private static int attempt(final JsonObject line) {
        final long attempt = number(line, "attempt");
        if (attempt > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("this is no number of an attempt: " + attempt);
        }
        return (int) attempt;
    }

    private static Instant time(final String text) {
        try {
            return Instant.parse(text);
        } catch (final DateTimeException e) {
            throw new IllegalArgumentException("this is no time: " + text, e);
        }
    }

    private static long number(final JsonObject object, final String name) {
        try {
            return object.number(name)
                    .map(BigDecimal::longValueExact)
                    .orElseThrow(() -> new IllegalArgumentException("this has no " + name));
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException("this is no number of a line: " + name, e);
        }
    }

    /** The lines, in their order. */
    public List<LogLine> lines() {
        return lines;
    }

    /** The number to ask for the lines that follow with. */
    public long next() {
        return next;
    }

    /** The number of lines up to {@link #next} that are not kept any more, since a log is bounded. */
    public long dropped() {
        return dropped;
    }

    /** True if lines follow already. */
    public boolean hasMore() {
        return more;
    }

    /** True if no line will ever follow: the job has ended. */
    public boolean isDone() {
        return done;
    }

    /** Names no line: they may be secret. */
    @Override
    public String toString() {
        return "PolledLog[lines=" + lines.size() + ", next=" + next + "]";
    }
}
