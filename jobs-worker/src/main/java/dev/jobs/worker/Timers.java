package dev.jobs.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What a worker does from time to time, on two threads of its own: the store may block upkeep, but never the fence. */
final class Timers implements AutoCloseable {
    private static final Duration LONGEST_CHECK = Duration.ofMillis(500);
    private static final Duration LONGEST_UPKEEP = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    Timers(final LeaseGuard fence, final MaintenanceLoop upkeep, final Duration timeToLive) {
        repeat("jobs-fence", "look after leases", fence::check, shorter(LONGEST_CHECK, timeToLive.dividedBy(20)));
        repeat(
                "jobs-upkeep",
                "look after lost workers",
                upkeep::look,
                shorter(LONGEST_UPKEEP, timeToLive.dividedBy(20)));
    }

    // The first time at random, so that workers that were started together do not all come at once.
    private void repeat(final String name, final String work, final Runnable task, final Duration interval) {
        final long nanos = interval.toNanos();
        final long[] pause = {ThreadLocalRandom.current().nextLong(nanos)};
        final Thread thread = new Thread(
                new Endless(work, () -> {
                    if (closed.await(pause[0], TimeUnit.NANOSECONDS)) {
                        return false;
                    }
                    pause[0] = nanos;
                    task.run();
                    return true;
                }),
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static Duration shorter(final Duration one, final Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
