package dev.jobs.store.support;

import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The lengths of time by which a store sums up the history, so that a long range is not read minute by minute. Each begins at a
 * multiple of its length since 1970, and each holds whole ones of the next shorter.
 *
 * <p>A range is read by the longest unit that fits into the steps of the answer, and by shorter ones at its ends. From 10:07 until
 * 13:20 by the hour that is: the minutes until 10:15, the quarters until 11:00, the hours until 13:00, a quarter until 13:15, and
 * five minutes.
 */
public enum HistoryUnit {
    /** A minute, by which events are counted. */
    MINUTE(1),
    /** A quarter of an hour. */
    QUARTER(15),
    /** An hour. */
    HOUR(60);

    private final int minutes;

    HistoryUnit(final int minutes) {
        this.minutes = minutes;
    }

    /** A part of a range, in whole units. */
    public record Part(HistoryUnit unit, TimeRange range) {}

    /** The length in minutes. */
    public int minutes() {
        return minutes;
    }

    /** The length. */
    public Duration length() {
        return Duration.ofMinutes(minutes);
    }

    /** The beginning of the unit that this moment falls into. */
    public Instant startOf(final Instant moment) {
        return instant(floor(moment.getEpochSecond()));
    }

    private long floor(final long second) {
        return second - Math.floorMod(second, seconds());
    }

    private long ceiling(final long second) {
        return floor(second + seconds() - 1);
    }

    private long seconds() {
        return minutes * 60L;
    }

    private static Instant instant(final long second) {
        return Instant.ofEpochSecond(
                Math.max(Instant.MIN.getEpochSecond(), Math.min(second, Instant.MAX.getEpochSecond())));
    }

    /** The parts that the minutes of a question are read by, the newest first. Together they are exactly these minutes. */
    public static List<Part> parts(final HistoryQuery query) {
        final List<Part> parts = new ArrayList<>();
        final Instant until = query.range().until();
        longestIn(query.step())
                .add(
                        parts,
                        MINUTE.floor(query.range().from().getEpochSecond()),
                        MINUTE.ceiling(until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0)));
        Collections.reverse(parts);
        return parts;
    }

    private static HistoryUnit longestIn(final Duration step) {
        final boolean hours = step.toMinutes() % HOUR.minutes == 0;
        return hours ? HOUR : step.toMinutes() % QUARTER.minutes == 0 ? QUARTER : MINUTE;
    }

    private void add(final List<Part> parts, final long from, final long until) {
        final long first = ceiling(from);
        final long last = floor(until);
        if (first < last) {
            addShorter(parts, from, first);
            parts.add(new Part(this, new TimeRange(instant(first), instant(last))));
            addShorter(parts, last, until);
        } else {
            addShorter(parts, from, until);
        }
    }

    private void addShorter(final List<Part> parts, final long from, final long until) {
        if (from < until) {
            shorter().ifPresent(unit -> unit.add(parts, from, until));
        }
    }

    private Optional<HistoryUnit> shorter() {
        return switch (this) {
            case MINUTE -> Optional.empty();
            case QUARTER -> Optional.of(MINUTE);
            case HOUR -> Optional.of(QUARTER);
        };
    }
}
