package dev.jobs.examples.reports.forecast;

import java.util.List;

/**
 * What may become of a plan.
 *
 * @param plan the plan
 * @param yearEnds what the savings are worth at the end of each year
 */
public record Forecast(SavingsPlan plan, List<Distribution> yearEnds) {
    /** Keeps a list that does not change. */
    public Forecast {
        yearEnds = List.copyOf(yearEnds);
    }

    /** What the savings are worth in the end. */
    public Distribution end() {
        return yearEnds.get(yearEnds.size() - 1);
    }
}
