package dev.jobs.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many jobs that do nothing wait; how long until the last is complete in the database. The clock starts with the first job's
 * start, so that nobody's own start counts.
 */
final class Drain {
    private static final long NOT_YET = Long.MIN_VALUE;
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long TOO_LONG = TimeUnit.MINUTES.toNanos(3);

    private final Contender contender;
    private final int jobs;
    private final int slots;

    Drain(final Contender contender, final int jobs, final int slots) {
        this.contender = contender;
        this.jobs = jobs;
        this.slots = slots;
    }

    /** The cost of a drain: its speed, and the processor time of the server, in microseconds. */
    record Result(double jobsPerSecond, double serverMicrosPerJob) {}

    /** Jobs a second, in a database of its own. */
    double run(final Server server) {
        return measure(server).jobsPerSecond();
    }

    Result measure(final Server server) {
        try (Database database = server.newDatabase()) {
            return measure(database);
        }
    }

    /** In an empty database. */
    Result measure(final Database database) {
        final AtomicLong started = new AtomicLong(NOT_YET);
        final AtomicLong handled = new AtomicLong();
        try (Contender.Session session = contender.open(database, number -> {
            if (started.get() == NOT_YET) {
                started.compareAndSet(NOT_YET, System.nanoTime());
            }
            handled.incrementAndGet();
        })) {
            session.submit(jobs);
            database.settle();
            final ProcessHandle serverProcess = database.serverProcess();
            final double cpu = CpuTime.withChildren(serverProcess);
            final long begin = System.nanoTime();
            session.start(slots);
            while (handled.get() < jobs || session.complete() < jobs) {
                if (System.nanoTime() - begin > TOO_LONG) {
                    throw new IllegalStateException(contender.name() + " has handled " + handled + " jobs only");
                }
                LockSupport.parkNanos(LOOK_AGAIN);
            }
            final double seconds = (System.nanoTime() - started.get()) / 1e9;
            return new Result(jobs / seconds, (CpuTime.withChildren(serverProcess) - cpu) * 1e6 / jobs);
        }
    }
}
