package dev.jobs.examples.reports.forecast;

import java.util.List;

/**
 * The outcomes that a plan may have.
 *
 * @param plan the plan
 * @param yearEnds what the savings are worth at the end of each year
 */
public record Forecast(SavingsPlan plan, List<Distribution> yearEnds) {
    /** Keeps a list that does not change. */
    public Forecast {
        yearEnds = List.copyOf(yearEnds);
    }

    /** The worth of the savings in the end. */
    public Distribution end() {
        return yearEnds.get(yearEnds.size() - 1);
    }
}
