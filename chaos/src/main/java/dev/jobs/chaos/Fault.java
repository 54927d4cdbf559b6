package dev.jobs.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Something that is done to the run at a moment, counted from its start. */
sealed interface Fault {
    Duration at();

    /** SIGKILL of a worker's process, which is then started again. */
    record KillWorker(Duration at, int worker) implements Fault {}

    /** SIGSTOP of a worker's process, and SIGCONT after a time. */
    record FreezeWorker(Duration at, int worker, Duration time) implements Fault {}

    /** SIGKILL of the database with all its processes, and a new start after a time. */
    record KillDatabase(Duration at, Duration down) implements Fault {}

    /** Every connection to the database is cut at once. */
    record CutConnections(Duration at) implements Fault {}

    /** A standby hears no more for a time, the database is killed, and the standby takes over without that time's end. */
    record FailOver(Duration at, Duration lost) implements Fault {}

    /** The database's clock jumps, forward or back. */
    record JumpClock(Duration at, Duration by) implements Fault {}

    /** A worker and what it starts can have no more processes and threads for a time, where the run may say so. */
    record LimitPids(Duration at, int worker, Duration time) implements Fault {}

    /** The faults of a run in their order; the same for the same settings. */
    static List<Fault> schedule(final ChaosSettings settings) {
        final var random = new Random(settings.seed());
        final var faults = new ArrayList<Fault>();
        for (final Duration at : moments(random, settings.time(), 4_500)) {
            faults.add(new KillWorker(at, random.nextInt(settings.workers())));
        }
        for (final Duration at : moments(random, settings.time(), 13_000)) {
            final Duration time = ChaosSettings.TIME_TO_LIVE.plusMillis(random.nextInt(5_000) - 2_000);
            faults.add(new FreezeWorker(at, random.nextInt(settings.workers()), time));
        }
        for (final Duration at : moments(random, settings.time(), 17_000)) {
            // Now and then for longer than a worker's time to live.
            faults.add(new KillDatabase(at, Duration.ofMillis(random.nextInt(6_000))));
        }
        for (final Duration at : moments(random, settings.time(), 6_000)) {
            faults.add(new CutConnections(at));
        }
        for (final Duration at : moments(random, settings.time(), 30_000)) {
            faults.add(new FailOver(at, Duration.ofMillis(200 + random.nextInt(1_500))));
        }
        for (final Duration at : moments(random, settings.time(), 15_000)) {
            faults.add(new JumpClock(at, Duration.ofMillis(random.nextInt(30_000) - 10_000)));
        }
        for (final Duration at : moments(random, settings.time(), 20_000)) {
            faults.add(new LimitPids(
                    at, random.nextInt(settings.workers()), Duration.ofMillis(500 + random.nextInt(3_000))));
        }
        faults.sort(Comparator.comparing(Fault::at));
        return faults;
    }

    /** Moments whose distances are from half to one and a half of the mean. */
    private static List<Duration> moments(final Random random, final Duration time, final int meanMillis) {
        final var moments = new ArrayList<Duration>();
        Duration at = Duration.ofMillis(meanMillis / 2 + random.nextInt(meanMillis));
        while (at.compareTo(time) < 0) {
            moments.add(at);
            at = at.plusMillis(meanMillis / 2 + random.nextInt(meanMillis));
        }
        return moments;
    }
}
