package dev.jobs.examples.reports.forecast;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * The plan that a report is ordered for: the payload of its job.
 *
 * @param monthly what is saved each month, in euros
 * @param years for how long
 * @param risk how it is invested
 * @param lives how many lives are simulated: the more, the smoother, and the longer it takes
 */
public record SavingsPlan(int monthly, int years, Risk risk, int lives) {
    /** Checks what users can send. */
    public SavingsPlan {
        check("monthly", monthly, 1, 10_000);
        check("years", years, 1, 50);
        requireNonNull(risk, "risk");
        check("lives", lives, 1_000, 50_000_000);
    }

    private static void check(final String name, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is from " + least + " to " + most + ", but this is " + value);
        }
    }

    /** The plan in words. */
    public String title() {
        return String.format(
                Locale.ROOT,
                "%,d € a month for %d %s, %s",
                monthly,
                years,
                years == 1 ? "year" : "years",
                risk.name().toLowerCase(Locale.ROOT));
    }
}
