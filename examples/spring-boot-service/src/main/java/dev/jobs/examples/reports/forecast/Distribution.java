package dev.jobs.examples.reports.forecast;

/** Amounts of which only the quantiles are wanted: counted in buckets that are half a percent wide, however many there are. */
public final class Distribution {
    private static final double LARGEST = 1e9;
    private static final double BUCKETS_PER_FOLD = 1 / Math.log(1.005);

    private final long[] buckets = new long[bucketOf(LARGEST) + 1];
    private long count;

    void add(final double amount) {
        buckets[bucketOf(Math.max(1, Math.min(LARGEST, amount)))]++;
        count++;
    }

    private static int bucketOf(final double amount) {
        return (int) (Math.log(amount) * BUCKETS_PER_FOLD);
    }

    /** The amount that this share of all amounts, from 0 to 1, is below. */
    public double quantile(final double share) {
        final double wanted = share * count;
        long below = 0;
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            if (below + buckets[bucket] >= wanted && buckets[bucket] > 0) {
                final double within = (wanted - below) / buckets[bucket];
                return Math.exp((bucket + within) / BUCKETS_PER_FOLD);
            }
            below += buckets[bucket];
        }
        return LARGEST;
    }
}
