package dev.jobs.benchmarks;

import dev.jobs.store.jdbc.JdbcSettings;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The cost of jobs that come one at a time at a fixed rate, far below what the store can do. */
final class SteadyBenchmark implements Benchmark {
    private static final int CALLERS = 4;
    private static final int SLOTS = 16;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    @Override
    public String purpose() {
        return "a fixed rate for a minute: from submit to complete, the server's CPU and WAL for each job";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int rate = options.number("rate", 200);
        final int seconds = options.number("seconds", 60);
        try (Server server = Server.start(output);
                Database database = server.newDatabase()) {
            final AtomicLong handled = new AtomicLong();
            try (Contender.Session session =
                    new JobsContender(JdbcSettings.Signalling.ON).open(database, handled::incrementAndGet)) {
                session.start(SLOTS);
                submit(session, rate, Math.max(1, seconds / 6));
                awaitAll(session, (long) rate * Math.max(1, seconds / 6));
                database.execute("truncate table jobs_job");
                database.settle();
                measure(server, database, session, new Pace(rate, seconds), output);
            }
        }
    }

    private record Pace(int rate, int seconds) {
        long jobs() {
            return (long) rate * seconds;
        }
    }

    private static void measure(
            final Server server,
            final Database database,
            final Contender.Session session,
            final Pace pace,
            final Output output)
            throws InterruptedException {
        final ProcessHandle process = server.process();
        final double cpu = CpuTime.withChildren(process);
        final long wal = database.walPosition();
        final long begin = System.nanoTime();
        submit(session, pace.rate(), pace.seconds());
        final double took = (System.nanoTime() - begin) / 1e9;
        awaitAll(session, pace.jobs());
        output.figure("submitted", pace.jobs() / took, "jobs/s");
        for (final String quantile : new String[] {"0.5", "0.99", "1"}) {
            output.figure(
                    "from submit to complete, by the database's clock, quantile " + quantile,
                    millis(database, quantile),
                    "ms");
        }
        output.figure("CPU of the server", (CpuTime.withChildren(process) - cpu) * 1e6 / pace.jobs(), "µs/job");
        output.figure("… part of one core", (CpuTime.withChildren(process) - cpu) / took, "");
        output.figure("WAL", (double) (database.walPosition() - wal) / pace.jobs(), "bytes/job");
    }

    private static double millis(final Database database, final String quantile) {
        return Double.parseDouble(database.text(String.format(Locale.ROOT, """
                        select 1000 * percentile_cont(%s) within group (order by extract(epoch from finished_at - created_at))
                        from jobs_job""", quantile)));
    }

    /** Submits from several threads, each job at its own time, or at once if that has passed. */
    static void submit(final Contender.Session session, final int rate, final int seconds) throws InterruptedException {
        final long begin = System.nanoTime();
        final long jobs = (long) rate * seconds;
        Callers.run(CALLERS, caller -> {
            for (long job = caller; job < jobs; job += CALLERS) {
                final long at = begin + TimeUnit.SECONDS.toNanos(job) / rate;
                while (at - System.nanoTime() > 0) {
                    LockSupport.parkNanos(at - System.nanoTime());
                }
                session.submit();
            }
        });
    }

    private static void awaitAll(final Contender.Session session, final long jobs) {
        final long begin = System.nanoTime();
        while (session.complete() < jobs) {
            if (System.nanoTime() - begin > PATIENCE) {
                throw new IllegalStateException("only " + session.complete() + " of " + jobs + " jobs are complete");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
