package dev.jobs.examples.reports.forecast;

/** A way to invest, by its yearly return and how far that goes up and down. */
public enum Risk {
    CAREFUL(0.025, 0.04),
    BALANCED(0.045, 0.10),
    BOLD(0.065, 0.17);

    private final double yearlyReturn;
    private final double volatility;

    Risk(final double yearlyReturn, final double volatility) {
        this.yearlyReturn = yearlyReturn;
        this.volatility = volatility;
    }

    /** The mean of a month's logarithmic return. */
    double monthlyDrift() {
        return (Math.log1p(yearlyReturn) - volatility * volatility / 2) / 12;
    }

    /** The standard deviation of a month's logarithmic return. */
    double monthlyVolatility() {
        return volatility / Math.sqrt(12);
    }
}
