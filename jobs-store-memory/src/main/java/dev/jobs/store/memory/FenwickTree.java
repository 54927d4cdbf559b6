package dev.jobs.store.memory;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Counts in a row, of which any first few are summed up in logarithmic time, within a small array. Fenwick, "A New Data
 * Structure for Cumulative Frequency Tables", 1994. Guarded by the store's lock.
 */
final class FenwickTree {
    // From index 1 on; each element is the sum of as many counts, up to its own, as the lowest bit of its index says.
    private int[] sums;
    private int size;

    private FenwickTree(final int[] sums, final int size) {
        this.sums = sums;
        this.size = size;
    }

    /** A tally of so many counts. */
    static FenwickTree of(final int size, final IntUnaryOperator count) {
        final int[] sums = new int[size + 4];
        for (int i = 1; i <= size; i++) {
            sums[i] += count.applyAsInt(i - 1);
            final int next = i + lowestBit(i);
            if (next <= size) {
                sums[next] += sums[i];
            }
        }
        return new FenwickTree(sums, size);
    }

    /** Adds one more count at the end, which is 0. */
    void append() {
        size++;
        if (size == sums.length) {
            sums = Arrays.copyOf(sums, 2 * size);
        }
        sums[size] = before(size - 1) - before(size - lowestBit(size));
    }

    /** Changes the count at this index. */
    void change(final int index, final int by) {
        for (int i = index + 1; i <= size; i += lowestBit(i)) {
            sums[i] += by;
        }
    }

    /** The sum of the counts before this index. */
    int before(final int index) {
        int sum = 0;
        for (int i = index; i > 0; i -= lowestBit(i)) {
            sum += sums[i];
        }
        return sum;
    }

    private static int lowestBit(final int index) {
        return index & -index;
    }
}
