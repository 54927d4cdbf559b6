package dev.jobs.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Jobs that are submitted at a fixed rate, each at its own time, and the times at which they start. Safe to share between threads.
 *
 * @param rate jobs a second
 */
record SteadyLoad(int rate, int seconds) {
    private static final int CALLERS = 4;

    int jobs() {
        return rate * seconds;
    }

    /** The moments of each job, by its number. */
    static final class Times {
        private final AtomicLongArray called;
        private final AtomicLongArray returned;
        private final AtomicLongArray started;

        Times(final int jobs) {
            this.called = new AtomicLongArray(jobs);
            this.returned = new AtomicLongArray(jobs);
            this.started = new AtomicLongArray(jobs);
        }

        void start(final int job) {
            started.set(job, System.nanoTime());
        }

        /** The latencies of so many jobs, of which all have started. */
        StartLatencies latencies(final int jobs) {
            final StartLatencies latencies = new StartLatencies();
            for (int job = 0; job < jobs; job++) {
                latencies.add(started.get(job) - called.get(job), started.get(job) - returned.get(job));
            }
            return latencies;
        }
    }

    /** Submits them by several threads, each job at its own time, or at once if that has passed. */
    void submit(final Contender.Session session, final Times times) throws InterruptedException {
        final long begin = System.nanoTime();
        Callers.run(CALLERS, caller -> {
            for (int job = caller; job < jobs(); job += CALLERS) {
                final long at = begin + TimeUnit.SECONDS.toNanos(job) / rate;
                while (at - System.nanoTime() > 0) {
                    LockSupport.parkNanos(at - System.nanoTime());
                }
                times.called.set(job, System.nanoTime());
                session.submitOne(job);
                times.returned.set(job, System.nanoTime());
            }
        });
    }
}
