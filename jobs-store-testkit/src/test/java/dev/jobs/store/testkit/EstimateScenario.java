package dev.jobs.store.testkit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A day of a service, shortened: what jobs come, how long they take, and how many slots there are.
 *
 * @param name of the table's row
 * @param types of the jobs
 * @param drift by what jobs take longer at which time, from 0 at the beginning to 1 at the end
 * @param slots how many slots there are at which time, one for each equal part of it
 */
record EstimateScenario(String name, List<Type> types, Drift drift, List<Integer> slots) {
    static final double SECONDS = 6 * 3_600;

    /** How much more than at first the same work takes. */
    @FunctionalInterface
    interface Drift {
        double at(double part);
    }

    /**
     * Jobs of one type: they come in bursts, as users bring them.
     *
     * @param mean seconds that one takes
     * @param spread the standard deviation of the logarithm of what it takes
     * @param burst how many come at once, on average
     * @param load what part of all slots' time they take, on average, before any drift
     */
    record Type(String name, double mean, double spread, int burst, double load) {
        double seconds(final SplittableRandom random) {
            return mean * StrictMath.exp(spread * gaussian(random) - spread * spread / 2);
        }

        /** Near enough, and the same on every platform and version. */
        private static double gaussian(final SplittableRandom random) {
            return IntStream.range(0, 12).mapToDouble(i -> random.nextDouble()).sum() - 6;
        }

        int jobs(final SplittableRandom random) {
            return 1 + random.nextInt(2 * burst - 1);
        }
    }

    private static final List<Type> ONE = List.of(new Type("ingest", 30, 0.5, 40, 0.9));
    private static final List<Type> MIXED = List.of(
            new Type("preview", 2, 0.5, 200, 0.25),
            new Type("ingest", 30, 0.5, 20, 0.4),
            new Type("save", 180, 0.5, 3, 0.25));
    private static final List<Integer> FOUR = List.of(4);

    private static double none(final double part) {
        return 1;
    }

    /** Up to four times as much in the middle, and back. */
    private static double slowDown(final double part) {
        return StrictMath.pow(4, StrictMath.sin(Math.PI * part));
    }

    private static List<Type> at(final double loadFactor, final List<Type> types) {
        return types.stream()
                .map(type -> new Type(type.name(), type.mean(), type.spread(), type.burst(), type.load() * loadFactor))
                .toList();
    }

    static List<EstimateScenario> all() {
        return List.of(
                new EstimateScenario("steady", ONE, EstimateScenario::none, FOUR),
                new EstimateScenario("durations drift", at(0.45, ONE), EstimateScenario::slowDown, FOUR),
                new EstimateScenario("mixed types", MIXED, EstimateScenario::none, FOUR),
                new EstimateScenario("mixed types that drift", at(0.45, MIXED), EstimateScenario::slowDown, FOUR),
                new EstimateScenario("workers come and go", ONE, EstimateScenario::none, List.of(4, 2, 8, 3, 6, 2, 5)));
    }

    Type type(final String type) {
        return types.stream().filter(one -> one.name().equals(type)).findFirst().orElseThrow();
    }

    int slotsAt(final double seconds) {
        return slots.get((int) Math.min(slots.size() - 1, seconds / SECONDS * slots.size()));
    }

    double meanSlots() {
        return slots.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }
}
