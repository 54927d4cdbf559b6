package dev.jobs.worker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker does from time to time, on two threads of its own: the store may block upkeep, but never the fence. */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration LONGEST_CHECK = Duration.ofMillis(500);
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(5);
    private static final Duration PRUNING = Duration.ofMinutes(1);

    private final ScheduledExecutorService fenceTimer = timer("jobs-fence");
    private final ScheduledExecutorService upkeepTimer = timer("jobs-upkeep");

    Rounds(final Fence fence, final Upkeep upkeep, final Duration timeToLive) {
        repeat(fenceTimer, fence::check, shorter(LONGEST_CHECK, timeToLive.dividedBy(20)));
        // A store has to see a heartbeat unchanged for a time to live, from one recovery to another: two rounds at most
        // on top.
        repeat(upkeepTimer, upkeep::recover, shorter(LONGEST_RECOVERY, timeToLive.dividedBy(6)));
        repeat(upkeepTimer, upkeep::prune, PRUNING);
    }

    private static ScheduledExecutorService timer(final String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            final Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    // The first time at random, so that workers that were started together do not all come at once.
    private static void repeat(final ScheduledExecutorService timer, final Runnable task, final Duration interval) {
        final long nanos = interval.toNanos();
        final var unused = timer.scheduleWithFixedDelay(
                () -> runWhateverHappens(task),
                ThreadLocalRandom.current().nextLong(nanos),
                nanos,
                TimeUnit.NANOSECONDS);
    }

    /** What a timer's task throws would end its repetition: a fence that looks no more is none. */
    private static void runWhateverHappens(final Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException | Error failure) {
            LOG.error("What a worker does from time to time failed; it is tried again", failure);
        }
    }

    private static Duration shorter(final Duration one, final Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void close() {
        fenceTimer.shutdownNow();
        upkeepTimer.shutdown();
    }
}
