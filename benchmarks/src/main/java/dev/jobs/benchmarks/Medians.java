package dev.jobs.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Figures that several rounds give, by their names, and their medians. */
final class Medians {
    private final Map<String, Figures> byName = new LinkedHashMap<>();

    private record Figures(String unit, List<Double> values) {}

    void note(final String name, final double value, final String unit) {
        byName.computeIfAbsent(name, unused -> new Figures(unit, new ArrayList<>()))
                .values()
                .add(value);
    }

    /** Notes the quantiles of one round's latencies. */
    void note(final String name, final Latencies latencies) {
        note(name + ", p50", latencies.quantile(0.5), "ms");
        note(name + ", p99", latencies.quantile(0.99), "ms");
    }

    double of(final String name) {
        final double[] sorted = Optional.ofNullable(byName.get(name)).orElseThrow().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        Arrays.sort(sorted);
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double ratio(final String one, final String other) {
        return of(one) / of(other);
    }

    /** Tells all medians, under these names with something added. */
    void tell(final Output output, final String suffix) {
        byName.forEach((name, figures) -> output.figure(name + suffix, of(name), figures.unit()));
    }
}
