package dev.jobs.benchmarks;

import java.util.Arrays;

/** Durations of one thing that was done again and again. Not safe to share between threads. */
final class Latencies {
    private long[] nanos = new long[1_024];
    private int count;

    void add(final long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count] = duration;
        count++;
    }

    void addAll(final Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** In milliseconds, what this part of them did not exceed; 1 is the maximum. */
    double quantile(final double part) {
        final long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(part * count) - 1)] / 1e6;
    }

    void tell(final Output output, final String name) {
        output.figure(name + ", p50", quantile(0.5), "ms");
        output.figure(name + ", p99", quantile(0.99), "ms");
        output.figure(name + ", maximum", quantile(1), "ms");
    }
}
