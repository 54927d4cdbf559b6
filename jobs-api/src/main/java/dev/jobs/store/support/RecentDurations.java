package dev.jobs.store.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The times that the jobs of a type took lately, from claim to completion: the newer, the more it counts. Immutable.
 *
 * @param newestFirst of more than {@value #KEPT} the newest are kept; none is negative
 */
public record RecentDurations(List<Duration> newestFirst) {
    /** The number that a store keeps of each type. */
    public static final int KEPT = 50;

    /** Fewer than these say nothing. */
    public static final int ENOUGH = 3;

    /** Of a type that has no completed job. */
    public static final RecentDurations NONE = new RecentDurations(List.of());

    /** The weight of each as a part of the weight of the next newer one: half for every 14 jobs. */
    private static final double DECAY = 0.95;

    /** The time that a job that has taken longer than all of them is expected to take on top. */
    private static final double OVERTIME = 0.25;

    private static final double NONE_IS_BELOW = -1;
    private static final double LONGEST_SECONDS = 100 * 365 * 86_400.0;

    public RecentDurations {
        newestFirst = List.copyOf(newestFirst.size() > KEPT ? newestFirst.subList(0, KEPT) : newestFirst);
        newestFirst.stream().filter(Duration::isNegative).findAny().ifPresent(wrong -> {
            throw new IllegalArgumentException("no job takes a negative time, but this one took " + wrong);
        });
    }

    /** These, and the duration of a job that has completed since. */
    public RecentDurations with(final Duration newest) {
        final List<Duration> all = new ArrayList<>(newestFirst.size() + 1);
        all.add(newest.isNegative() ? Duration.ZERO : newest);
        all.addAll(newestFirst);
        return new RecentDurations(all);
    }

    /** The time that the next job is expected to take; empty if too few are known. */
    public Optional<Duration> expected() {
        return isEnough() ? Optional.of(ofSeconds(mean())) : Optional.empty();
    }

    /** The time that a job that has taken this long is expected to take on top; empty if too few are known. */
    public Optional<Duration> remainingAfter(final Duration elapsed) {
        return isEnough() ? Optional.of(ofSeconds(remaining(seconds(elapsed)))) : Optional.empty();
    }

    /** True if a job that has taken this long has outlasted all of them; false if too few are known. */
    boolean areOutlastedBy(final Duration elapsed) {
        return isEnough() && newestFirst.stream().allMatch(duration -> duration.compareTo(elapsed) <= 0);
    }

    boolean isEnough() {
        return newestFirst.size() >= ENOUGH;
    }

    double mean() {
        return meanOfThoseAbove(NONE_IS_BELOW, seconds -> seconds);
    }

    double meanSquare() {
        return meanOfThoseAbove(NONE_IS_BELOW, seconds -> seconds * seconds);
    }

    private double remaining(final double elapsed) {
        final double longer = meanOfThoseAbove(elapsed, seconds -> seconds);
        return Double.isNaN(longer) ? elapsed * OVERTIME : longer - elapsed;
    }

    /** The mean of what is made of those of more than so many seconds; not a number if there are none. */
    private double meanOfThoseAbove(final double bound, final DoubleUnaryOperator made) {
        double weight = 1;
        double weights = 0;
        double sum = 0;
        for (final Duration duration : newestFirst) {
            final double seconds = seconds(duration);
            if (seconds > bound) {
                weights += weight;
                sum += weight * made.applyAsDouble(seconds);
            }
            weight *= DECAY;
        }
        return sum / weights;
    }

    /**
     * In how many seconds a job may end that has taken so many: times that are equally probable, in rising order.
     *
     * @param count how many, from 1
     */
    double[] endsAfter(final double elapsed, final int count) {
        final List<Weighted> longer = new ArrayList<>(newestFirst.size());
        double weight = 1;
        double weights = 0;
        for (final Duration duration : newestFirst) {
            final double seconds = seconds(duration);
            if (seconds > elapsed) {
                longer.add(new Weighted(seconds - elapsed, weight));
                weights += weight;
            }
            weight *= DECAY;
        }
        final double[] ends = new double[count];
        if (longer.isEmpty()) {
            Arrays.fill(ends, elapsed * OVERTIME);
            return ends;
        }
        longer.sort(Comparator.comparingDouble(Weighted::seconds));
        int next = 0;
        double passed = longer.get(0).weight();
        for (int i = 0; i < count; i++) {
            final double wanted = weights * (i + 0.5) / count;
            while (passed < wanted && next < longer.size() - 1) {
                next++;
                passed += longer.get(next).weight();
            }
            ends[i] = longer.get(next).seconds();
        }
        return ends;
    }

    private record Weighted(double seconds, double weight) {}

    static double seconds(final Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    /** A duration of so many seconds, at most a hundred years: adding it to a time cannot overflow. */
    static Duration ofSeconds(final double seconds) {
        return Duration.ofNanos((long) (Math.min(seconds, LONGEST_SECONDS) * 1e9));
    }
}
