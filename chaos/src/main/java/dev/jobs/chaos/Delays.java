package dev.jobs.chaos;

import java.util.List;
import java.util.Locale;

/** Times in microseconds: the number of measurements, their median and the longest. */
record Delays(int count, long median, long longest) {
    static Delays of(final List<Long> micros) {
        if (micros.isEmpty()) {
            return new Delays(0, 0, 0);
        }
        final List<Long> sorted = micros.stream().sorted().toList();
        return new Delays(sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f s (median %.3f s, of %d)", longest / 1e6, median / 1e6, count);
    }
}
