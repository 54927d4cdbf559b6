package dev.jobs.store.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far off estimates were, and naive ones beside them: by what part of the time that it took from the question on. */
final class EstimateErrors {
    /** What comes sooner than in so many seconds needs no estimate. */
    private static final double SHORTEST = 5;

    private final String scenario;
    private final Series starts = new Series();
    private final Series naiveStarts = new Series();
    private final Series ends = new Series();
    private final Series naiveEnds = new Series();
    private int unanswered;

    EstimateErrors(final String scenario) {
        this.scenario = scenario;
    }

    /** Relative errors. */
    static final class Series {
        private final List<Double> errors = new ArrayList<>();

        private void add(final double actual, final double estimated) {
            if (actual >= SHORTEST) {
                errors.add(Math.abs(estimated - actual) / actual);
            }
        }

        double median() {
            return quantile(0.5);
        }

        double p90() {
            return quantile(0.9);
        }

        private double quantile(final double part) {
            return errors.stream()
                    .sorted()
                    .skip((long) (errors.size() * part))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f %% · %.0f %%", 100 * median(), 100 * p90());
        }
    }

    void addStart(final double actual, final double estimated, final double naive) {
        starts.add(actual, estimated);
        naiveStarts.add(actual, naive);
    }

    void addEnd(final double actual, final double estimated, final double naive) {
        ends.add(actual, estimated);
        naiveEnds.add(actual, naive);
    }

    void addUnanswered() {
        unanswered++;
    }

    String scenario() {
        return scenario;
    }

    Series starts() {
        return starts;
    }

    Series naiveStarts() {
        return naiveStarts;
    }

    Series ends() {
        return ends;
    }

    Series naiveEnds() {
        return naiveEnds;
    }

    int answered() {
        return ends.errors.size();
    }

    int unanswered() {
        return unanswered;
    }

    /** As a row of the table in {@code docs/estimates.md}. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %s | %s | %s |",
                scenario,
                answered(),
                starts,
                naiveStarts,
                ends,
                naiveEnds);
    }
}
