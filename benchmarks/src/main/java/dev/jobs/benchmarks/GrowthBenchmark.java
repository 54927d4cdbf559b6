package dev.jobs.benchmarks;

import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The room that jobs take in the database when they have come and gone, and the cost of deleting them. */
final class GrowthBenchmark implements Benchmark {
    private static final int SLOTS = 1_000;
    private static final int MOST_WAITING = 50_000;
    private static final int REFILL = 5_000;
    private static final int PRUNED_AT_ONCE = 1_000;
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(2);

    @Override
    public String purpose() {
        return "bytes of each of 1,000,000 jobs that came and went, dead rows, and what pruning costs";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int jobs = options.number("jobs", 1_000_000);
        try (Server server = Server.start(output);
                Database database = server.newDatabase()) {
            output.say("%,d jobs come and go", jobs);
            comeAndGo(database, jobs);
            sizes(database, output, "after they went", jobs);
            output.figure("dead rows, as the statistics have it", deadRows(database), "");
            try (JobStore store = JdbcJobStore.open(database.url())) {
                prune(server, database, store, jobs, output);
            }
            sizes(database, output, "after pruning", jobs);
            output.figure("dead rows, as the statistics have it", deadRows(database), "");
            database.settle();
            sizes(database, output, "after a vacuum", jobs);
            output.say("%,d more come and go", jobs);
            comeAndGo(database, jobs);
            sizes(database, output, "after these went", jobs);
        }
    }

    private static void comeAndGo(final Database database, final int jobs) throws InterruptedException {
        final AtomicLong handled = new AtomicLong();
        try (Contender.Session session =
                new JobsContender(JdbcSettings.Signalling.ON).open(database, number -> handled.incrementAndGet())) {
            session.start(SLOTS);
            for (int submitted = 0; submitted < jobs; ) {
                if (submitted - handled.get() < MOST_WAITING) {
                    final int now = Math.min(REFILL, jobs - submitted);
                    session.submit(now);
                    submitted += now;
                } else {
                    LockSupport.parkNanos(LOOK_AGAIN);
                }
            }
            while (handled.get() < jobs || session.complete() < jobs) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static void prune(
            final Server server, final Database database, final JobStore store, final int jobs, final Output output) {
        final ProcessHandle process = server.process();
        final double cpu = CpuTime.withChildren(process);
        final long wal = database.walPosition();
        final Latencies latencies = new Latencies();
        final long begin = System.nanoTime();
        int last = PRUNED_AT_ONCE;
        while (last == PRUNED_AT_ONCE) {
            final long asked = System.nanoTime();
            last = store.prune(Duration.ZERO, PRUNED_AT_ONCE);
            latencies.add(System.nanoTime() - asked);
        }
        output.figure("pruned", jobs / ((System.nanoTime() - begin) / 1e9), "jobs/s");
        output.figure("… CPU of the server", (CpuTime.withChildren(process) - cpu) * 1e6 / jobs, "µs/job");
        output.figure("… WAL", (double) (database.walPosition() - wal) / jobs, "bytes/job");
        latencies.tell(output, "a prune of 1,000");
    }

    private static void sizes(final Database database, final Output output, final String when, final int jobs) {
        output.figure("table, " + when, perJob(database, "pg_table_size('jobs_job')", jobs), "bytes/job");
        output.figure("indexes, " + when, perJob(database, "pg_indexes_size('jobs_job')", jobs), "bytes/job");
    }

    private static double perJob(final Database database, final String size, final int jobs) {
        return (double) database.number("select " + size) / jobs;
    }

    private static double deadRows(final Database database) {
        return database.number("select n_dead_tup from pg_stat_user_tables where relname = 'jobs_job'");
    }
}
