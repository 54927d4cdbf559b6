package dev.jobs.worker.engine;

import dev.jobs.worker.thread.Endless;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The two threads that work at intervals: the lease guard's and the maintenance loop's. The store may block maintenance, but
 * never the lease guard.
 */
final class Timers implements AutoCloseable {
    private static final Duration LONGEST_CHECK = Duration.ofMillis(500);
    private static final Duration LONGEST_MAINTENANCE = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    Timers(final LeaseGuard leaseGuard, final MaintenanceLoop maintenance, final Duration timeToLive) {
        repeat("jobs-leases", "guard the leases", leaseGuard::check, shorter(LONGEST_CHECK, timeToLive.dividedBy(20)));
        repeat(
                "jobs-maintenance",
                "maintain the store",
                maintenance::runDue,
                shorter(LONGEST_MAINTENANCE, timeToLive.dividedBy(20)));
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
