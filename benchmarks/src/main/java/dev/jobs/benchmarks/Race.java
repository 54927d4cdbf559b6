package dev.jobs.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several ways to do one thing, measured in turns, so that what the machine does besides meets them alike. */
final class Race {
    private final Output output;
    private final String unit;
    private final Map<String, Entered> entered = new LinkedHashMap<>();

    Race(final Output output, final String unit) {
        this.output = output;
        this.unit = unit;
    }

    /** One way to do it. */
    @FunctionalInterface
    interface Entrant {
        /** Does it once, and says how well. */
        double run() throws InterruptedException;
    }

    private record Entered(Entrant entrant, List<Double> figures) {}

    void add(final String name, final Entrant entrant) {
        entered.put(name, new Entered(entrant, new ArrayList<>()));
    }

    /** Lets all of them run as often without counting it: a JVM is still compiling what will run often. */
    void warmUp(final int rounds) throws InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (final Entered each : entered.values()) {
                final double unused = each.entrant().run();
            }
        }
    }

    /** Runs all of them, in turns. */
    void run(final int rounds) throws InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (final Map.Entry<String, Entered> entry : entered.entrySet()) {
                final double figure = entry.getValue().entrant().run();
                entry.getValue().figures().add(figure);
                output.say("  round %d  %-46s %,14.2f %s", round, entry.getKey(), figure, unit);
            }
        }
        entered.keySet().forEach(name -> output.figure(name + ", median", median(name), unit));
    }

    double median(final String name) {
        final double[] sorted = Optional.ofNullable(entered.get(name)).orElseThrow().figures().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        Arrays.sort(sorted);
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double ratio(final String one, final String other) {
        return median(one) / median(other);
    }
}
