package dev.jobs.examples.reports.forecast;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Lives through a plan many times, each time with another luck. The same plan always meets the same luck. */
public final class Simulation {
    private static final int LIVES_PER_STEP = 1_000;

    private final SavingsPlan plan;
    private final List<Distribution> yearEnds;
    private final RandomGenerator luck = new SplittableRandom(1);

    private Simulation(final SavingsPlan plan) {
        this.plan = plan;
        this.yearEnds = Stream.generate(Distribution::new).limit(plan.years()).toList();
    }

    /**
     * Simulates a plan.
     *
     * @param progress is told the percentage some times a second, and may throw to end it
     */
    public static Forecast of(final SavingsPlan plan, final DoubleConsumer progress) {
        final Simulation simulation = new Simulation(plan);
        for (int lives = 0; lives < plan.lives(); lives++) {
            if (lives % LIVES_PER_STEP == 0) {
                progress.accept(100.0 * lives / plan.lives());
            }
            simulation.live();
        }
        return new Forecast(plan, simulation.yearEnds);
    }

    private void live() {
        final double drift = plan.risk().monthlyDrift();
        final double volatility = plan.risk().monthlyVolatility();
        double worth = 0;
        for (final Distribution yearEnd : yearEnds) {
            for (int month = 0; month < 12; month++) {
                worth = (worth + plan.monthly()) * Math.exp(drift + volatility * luck.nextGaussian());
            }
            yearEnd.add(worth);
        }
    }
}
