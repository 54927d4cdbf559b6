package dev.jobs.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * The settings of a run.
 *
 * @param seed from which the schedule of faults follows
 * @param time how long faults go on; the last jobs end after it
 * @param workers how many worker processes there are
 * @param fencing whether old leases are refused, as they should be
 * @param directory where logs and the database are kept
 */
record ChaosSettings(long seed, Duration time, int workers, Fencing fencing, Path directory) {
    static final String USAGE = "chaos [--seed N] [--minutes M] [--workers W] [--break fencing] [--directory D]";

    /** The time for which a worker of the run counts as alive without a heartbeat. */
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

    /** The time that a child of the run may take to end after SIGTERM. */
    static final Duration KILL_GRACE = Duration.ofMillis(500);

    static final int SLOTS = 4;

    /** True if a write under an old lease is refused. */
    enum Fencing {
        /** As the store does it. */
        ON,
        /** Each write is moved to the job's current lease: what the run is there to find. */
        OFF
    }

    static ChaosSettings of(final List<String> arguments) {
        ChaosSettings settings = new ChaosSettings(
                System.nanoTime(), Duration.ofSeconds(30), 3, Fencing.ON, Path.of("target", "chaos-run"));
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
            case "--seed" -> new ChaosSettings(Long.parseLong(value), time, workers, fencing, directory);
            case "--minutes" ->
                new ChaosSettings(
                        seed,
                        Duration.ofMillis(Math.round(Double.parseDouble(value) * 60_000)),
                        workers,
                        fencing,
                        directory);
            case "--workers" -> new ChaosSettings(seed, time, Integer.parseInt(value), fencing, directory);
            case "--directory" -> new ChaosSettings(seed, time, workers, fencing, Path.of(value));
            case "--break" -> {
                if (!value.equals("fencing")) {
                    throw new IllegalArgumentException("only fencing can be broken; " + USAGE);
                }
                yield new ChaosSettings(seed, time, workers, Fencing.OFF, directory);
            }
            default -> throw new IllegalArgumentException("unknown: " + name + "; " + USAGE);
        };
    }
}
