package dev.jobs.store.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The durations of many things: the number of them in each class of durations. Class 0 is up to a millisecond, each
 * further one goes up to twice the one before, and the last has all that is longer. Immutable.
 *
 * @param counts the number of times in each of the {@value #CLASSES} classes
 */
public record TimeHistogram(List<Long> counts) {
    /** The number of classes. */
    public static final int CLASSES = 30;

    /** Nothing. */
    public static final TimeHistogram EMPTY = new TimeHistogram(Collections.nCopies(CLASSES, 0L));

    public TimeHistogram {
        counts = List.copyOf(counts);
        if (counts.size() != CLASSES || Collections.min(counts) < 0) {
            throw new IllegalArgumentException(
                    "a histogram has " + CLASSES + " numbers that are not negative, but not " + counts);
        }
    }

    /** The class that a duration belongs to. */
    public static int classOf(final Duration time) {
        final long micros =
                time.isNegative() ? 0 : time.compareTo(longest(CLASSES - 1)) > 0 ? Long.MAX_VALUE : micros(time);
        int found = 0;
        while (found < CLASSES - 1 && micros > micros(longest(found))) {
            found++;
        }
        return found;
    }

    private static long micros(final Duration time) {
        return time.toNanos() / 1_000;
    }

    /** The longest duration of a class: 2 to the power of its number, in milliseconds; of the last, which has no end, twice its shortest. */
    public static Duration longest(final int timeClass) {
        return Duration.ofMillis(1L << timeClass);
    }

    /** The number of times in all. */
    public long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** These times and those of another. */
    public TimeHistogram plus(final TimeHistogram other) {
        return new TimeHistogram(IntStream.range(0, CLASSES)
                .mapToObj(index -> counts.get(index) + other.counts.get(index))
                .toList());
    }

    /**
     * The duration that this share of the times did not exceed, as if those of a class were spread evenly over it; empty: there
     * are none.
     *
     * @param share from 0 to 1: 0.95 for the time that 95 of 100 took at most
     */
    public Optional<Duration> quantile(final double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is from 0 to 1, but this is " + share);
        }
        final double wanted = share * total();
        long before = 0;
        for (int index = 0; index < CLASSES; index++) {
            final long count = counts.get(index);
            if (count > 0 && before + count >= wanted) {
                final long shortest = index == 0 ? 0 : micros(longest(index - 1));
                final double part = Math.max(0, wanted - before) / count;
                return Optional.of(Duration.ofNanos(
                        1_000 * Math.round(shortest + part * (micros(longest(index)) - shortest))));
            }
            before += count;
        }
        return Optional.empty();
    }

    /** Counts times. Not safe to share between threads. */
    public static final class Builder {
        private final long[] counts = new long[CLASSES];

        /** Begins with no times. */
        public Builder() {}

        /** Counts a time. */
        public Builder add(final Duration time) {
            counts[classOf(time)]++;
            return this;
        }

        /** Counts the times of another. */
        public Builder add(final TimeHistogram times) {
            for (int index = 0; index < CLASSES; index++) {
                counts[index] += times.counts().get(index);
            }
            return this;
        }

        /** The times so far. */
        public TimeHistogram build() {
            final List<Long> all = new ArrayList<>(CLASSES);
            for (final long count : counts) {
                all.add(count);
            }
            return new TimeHistogram(all);
        }
    }
}
