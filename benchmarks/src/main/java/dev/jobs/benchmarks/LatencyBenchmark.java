package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.JdbcSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** The time in which an idle worker starts a job that is submitted elsewhere: from the return of submit to the handler's first line. */
final class LatencyBenchmark implements Benchmark {
    private static final int SLOTS = 16;
    private static final long BETWEEN_MILLIS = 20;
    private static final long TOO_LONG_SECONDS = 30;

    @Override
    public String purpose() {
        return "idle worker, one job at a time: from the return of submit to the handler's first line";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int jobs = options.number("jobs", 300);
        final int few = options.number("few", 10);
        final Contender own = new JobsContender(JdbcSettings.Signalling.ON);
        try (Server server = Server.start(output)) {
            final Latencies insert = new Latencies();
            final Latencies start = new Latencies();
            for (int round = 0; round < 3; round++) {
                insert(server, jobs / 3, insert);
                start(server, own, jobs / 3, start);
            }
            insert.tell(output, "one durable insert");
            start.tell(output, own.name());
            output.atMost(2, "jobs, p50 ÷ one durable insert, p50", start.quantile(0.5) / insert.quantile(0.5));
            output.atMost(10, "jobs, p99 ÷ one durable insert, p50", start.quantile(0.99) / insert.quantile(0.5));
            final List<Contender> others = new ArrayList<>();
            others.add(new JobsContender(JdbcSettings.Signalling.OFF));
            if (options.number("others", 1) == 1) {
                others.add(new DbSchedulerContender(1, 4));
                others.add(new JobRunrContender());
            }
            for (final Contender other : others) {
                output.fact(other.name(), other.configuration());
                final Latencies latencies = new Latencies();
                start(server, other, few, latencies);
                latencies.tell(output, other.name());
            }
        }
    }

    private static void insert(final Server server, final int times, final Latencies latencies)
            throws InterruptedException {
        try (Database database = server.newDatabase();
                Connection connection = database.connect()) {
            BareSql.OWN_TABLE.makeTable(database);
            try (PreparedStatement insert = connection.prepareStatement(BareSql.OWN_TABLE.insert(1))) {
                final int warmUp = times / 5;
                for (int i = 0; i < times + warmUp; i++) {
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
                    insert.setObject(1, JobId.random().value());
                    insert.setString(2, "{\"number\":1}");
                    final long begin = System.nanoTime();
                    insert.executeUpdate();
                    if (i >= warmUp) {
                        latencies.add(System.nanoTime() - begin);
                    }
                }
            }
        } catch (final java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(
            final Server server, final Contender contender, final int times, final Latencies latencies)
            throws InterruptedException {
        final SynchronousQueue<Long> starts = new SynchronousQueue<>();
        try (Database database = server.newDatabase();
                Contender.Session session = contender.open(database, () -> hand(starts, System.nanoTime()))) {
            session.start(SLOTS);
            final int warmUp = Math.max(2, times / 5);
            for (int i = 0; i < times + warmUp; i++) {
                // Not in step with whoever polls.
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS + i * 7L % 13);
                session.submit();
                final long submitted = System.nanoTime();
                final Long started = starts.poll(TOO_LONG_SECONDS, TimeUnit.SECONDS);
                if (started == null) {
                    throw new IllegalStateException(contender.name() + " has not started a job");
                }
                if (i >= warmUp) {
                    latencies.add(Math.max(0, started - submitted));
                }
            }
        }
    }

    private static void hand(final SynchronousQueue<Long> starts, final long now) {
        try {
            starts.offer(now, TOO_LONG_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
