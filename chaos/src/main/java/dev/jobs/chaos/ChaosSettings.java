package dev.jobs.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The settings of a run.
 *
 * @param seed from which the schedule of faults follows
 * @param time how long faults go on; the last jobs end after it
 * @param workers how many worker processes there are
 * @param broken the promise that is broken on purpose, if any
 * @param directory where logs and the database are kept
 */
record ChaosSettings(long seed, Duration time, int workers, Broken broken, Path directory) {
    static final String USAGE =
            "chaos [--seed N] [--minutes M] [--workers W] [--break fencing|limits|rates|pauses] [--directory D]";

    /** The time for which a worker of the run counts as alive without a heartbeat. */
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

    /** The time that a child of the run may take to end after SIGTERM. */
    static final Duration KILL_GRACE = Duration.ofMillis(500);

    static final int SLOTS = 4;

    /** A promise that is broken on purpose: the run is there to find it. */
    enum Broken {
        NOTHING,
        /** Each write is moved to the job's current lease. */
        FENCING,
        /** Each limit allows one more attempt at once. */
        LIMITS,
        /** Each rate allows one more start at once. */
        RATES,
        /** Nothing is paused. */
        PAUSES
    }

    static ChaosSettings of(final List<String> arguments) {
        ChaosSettings settings = new ChaosSettings(
                System.nanoTime(), Duration.ofSeconds(30), 3, Broken.NOTHING, Path.of("target", "chaos-run"));
        final Iterator<String> left = arguments.iterator();
        while (left.hasNext()) {
            final String name = left.next();
            if (!left.hasNext()) {
                throw new IllegalArgumentException(name + " needs a value; " + USAGE);
            }
            settings = settings.with(name, left.next());
        }
        return settings;
    }

    private ChaosSettings with(final String name, final String value) {
        return switch (name) {
            case "--seed" -> new ChaosSettings(Long.parseLong(value), time, workers, broken, directory);
            case "--minutes" ->
                new ChaosSettings(
                        seed,
                        Duration.ofMillis(Math.round(Double.parseDouble(value) * 60_000)),
                        workers,
                        broken,
                        directory);
            case "--workers" -> new ChaosSettings(seed, time, Integer.parseInt(value), broken, directory);
            case "--directory" -> new ChaosSettings(seed, time, workers, broken, Path.of(value));
            case "--break" -> new ChaosSettings(seed, time, workers, toBreak(value), directory);
            default -> throw new IllegalArgumentException("unknown: " + name + "; " + USAGE);
        };
    }

    private static Broken toBreak(final String value) {
        return Stream.of(Broken.values())
                .filter(each -> each != Broken.NOTHING
                        && each.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(value + " cannot be broken; " + USAGE));
    }
}
