package dev.jobs.worker.engine;

import dev.jobs.worker.thread.Endless;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two threads that work at intervals: that of the guards of leases and limits, and the maintenance loop's. The store may block
 * maintenance, but never the guards.
 */
final class Timers implements AutoCloseable {
    private final Timer guards;
    private final Timer maintenance;

    Timers(
            final LeaseGuard leases,
            final LimitGuard limits,
            final LongSupplier claimedAhead,
            final MaintenanceLoop maintenance,
            final LimitGuard.Pauses pauses) {
        guards = new Timer(
                "jobs-leases", "guard the leases and limits", pauses.working().toNanos(), () -> {
                    leases.check();
                    return Math.min(limits.check(), claimedAhead.getAsLong());
                });
        final long again = 2 * pauses.working().toNanos();
        this.maintenance = new Timer("jobs-maintenance", "maintain the store", again, () -> {
            maintenance.runDue();
            // What has failed is due still.
            return Math.max(again, maintenance.untilDue());
        });
    }

    /** Looks at once, since a limit may be reached before the next look, or a job that was claimed ahead be late. */
    void look() {
        guards.wake();
    }

    @Override
    public void close() {
        guards.close();
        maintenance.close();
    }

    /** A thread that does some work again and again. Safe to share between threads. */
    private static final class Timer {
        private final Semaphore wakes = new Semaphore(0);
        private volatile boolean closed;

        /**
         * Starts it. The first time is at random, so that workers that were started together do not all come at once.
         *
         * @param longest the longest pause, in nanoseconds
         * @param task does the work, and answers with the nanoseconds until the next time
         */
        Timer(final String name, final String work, final long longest, final LongSupplier task) {
            final long[] pause = {ThreadLocalRandom.current().nextLong(longest)};
            final Thread thread = new Thread(
                    new Endless(work, () -> {
                        if (wakes.tryAcquire(pause[0], TimeUnit.NANOSECONDS)) {
                            wakes.drainPermits();
                        }
                        if (closed) {
                            return false;
                        }
                        pause[0] = longest;
                        pause[0] = task.getAsLong();
                        return true;
                    }),
                    name);
            thread.setDaemon(true);
            thread.start();
        }

        void wake() {
            wakes.release();
        }

        void close() {
            closed = true;
            wakes.release();
        }
    }
}
