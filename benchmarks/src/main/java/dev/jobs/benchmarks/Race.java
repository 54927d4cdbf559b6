package dev.jobs.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Several ways to do one thing, measured in turns, so that what the machine does besides meets them alike. */
final class Race {
    private final Output output;
    private final String unit;
    private final Map<String, Entrant> entrants = new LinkedHashMap<>();
    private final Medians medians = new Medians();

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

    void add(final String name, final Entrant entrant) {
        entrants.put(name, entrant);
    }

    /** Lets all of them run as often without counting it: a JVM is still compiling what will run often. */
    void warmUp(final int rounds) throws InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (final Entrant each : entrants.values()) {
                final double unused = each.run();
            }
        }
    }

    /** Runs all of them, in turns. */
    void run(final int rounds) throws InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (final Map.Entry<String, Entrant> entry : entrants.entrySet()) {
                final double figure = entry.getValue().run();
                medians.note(entry.getKey(), figure, unit);
                output.say("  round %d  %-46s %,14.2f %s", round, entry.getKey(), figure, unit);
            }
        }
        medians.tell(output, ", median");
    }

    double median(final String name) {
        return medians.of(name);
    }

    double ratio(final String one, final String other) {
        return medians.ratio(one, other);
    }
}
