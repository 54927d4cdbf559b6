package dev.jobs.store.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The times at which slots will start jobs. Each slot starts its first one when what runs in it ends, and then one after another, each
 * taking as long as those that wait take on average. What is computed is the expected number of starts up to a time; the
 * n-th start is expected when that number is n - 1/2, which is right for equal durations as well as for scattered ones.
 *
 * <p>After its first start a slot starts t/m + (c - 1)/2 more in a time t, where m is the mean duration and c its squared
 * coefficient of variation: the renewal function as t grows. Cox, "Renewal Theory", 1962.
 */
final class SlotStarts {
    private static final int STEPS = 60;
    private static final int TIMES = 512;
    private static final int MOST_TIMES_PER_SLOT = 16;

    private final double[] firsts;
    private final double[] sums;
    private final double perSlot;

    /**
     * @param firsts in how many seconds a slot becomes free: equally probable times, as many for each slot
     * @param perSlot how many there are for each slot
     */
    SlotStarts(final double[] firsts, final int perSlot) {
        this.firsts = firsts.clone();
        this.perSlot = perSlot;
        Arrays.sort(this.firsts);
        this.sums = new double[firsts.length + 1];
        for (int i = 0; i < firsts.length; i++) {
            sums[i + 1] = sums[i] + this.firsts[i];
        }
    }

    /** Slots that are told one by one. For one thread. */
    static final class Builder {
        private final int slots;
        private final int perSlot;
        private final List<double[]> times = new ArrayList<>();
        private int unknown;

        Builder(final int slots) {
            this.slots = slots;
            this.perSlot = Math.max(1, Math.min(MOST_TIMES_PER_SLOT, TIMES / Math.max(1, slots)));
        }

        /** One that runs a job of a type that lasted so long lately, for so long now. */
        void running(final RecentDurations lasted, final Duration elapsed) {
            if (lasted.isEnough()) {
                times.add(lasted.endsAfter(RecentDurations.seconds(elapsed), perSlot));
            } else {
                unknown++;
            }
        }

        /** One that is free. */
        void free() {
            times.add(new double[perSlot]);
        }

        /** Empty if there is no slot, or of too many of them it is not known when they become free. */
        Optional<SlotStarts> build() {
            return slots == 0 || unknown > WorkAhead.MOST_UNKNOWN * slots
                    ? Optional.empty()
                    : Optional.of(new SlotStarts(
                            times.stream().flatMapToDouble(Arrays::stream).toArray(), perSlot));
        }
    }

    /** The same slots, of which none is open earlier than in so many seconds. */
    SlotStarts notBefore(final double seconds) {
        return new SlotStarts(
                Arrays.stream(firsts).map(first -> Math.max(first, seconds)).toArray(), (int) perSlot);
    }

    /** The run times of the jobs that are to be started: their mean in seconds, and its squared coefficient of variation. */
    record Work(double mean, double variation) {
        /** The time by which a slot starts its next job later than by the mean alone. */
        double lag() {
            return mean * (1 - Math.max(0, Math.min(1, variation))) / 2;
        }
    }

    /** In how many seconds the job starts that has so many ahead; there must be a slot. */
    double secondsUntilStart(final double ahead, final Work work) {
        final double wanted = ahead + 0.5;
        double from = 0;
        double to = firsts[firsts.length - 1] + work.lag() + (wanted + 1) * work.mean();
        if (expectedStarts(0, work) >= wanted) {
            return 0;
        }
        for (int i = 0; i < STEPS && to - from > 1e-3; i++) {
            final double middle = (from + to) / 2;
            if (expectedStarts(middle, work) >= wanted) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return to;
    }

    private double expectedStarts(final double seconds, final Work work) {
        final int first = countUpTo(seconds);
        if (work.mean() <= 0) {
            return first / perSlot;
        }
        final int more = countUpTo(seconds - work.lag());
        return (first + (more * (seconds - work.lag()) - sums[more]) / work.mean()) / perSlot;
    }

    private int countUpTo(final double seconds) {
        int from = 0;
        int to = firsts.length;
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (firsts[middle] <= seconds) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
