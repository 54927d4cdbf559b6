package dev.jobs.benchmarks;

import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The speed at which jobs that come all the time are run, while another session keeps an old snapshot, and with it each dead row. */
final class HeldBenchmark implements Benchmark {
    private static final String WITHOUT = "without a held transaction";
    private static final String WITH = "with a held transaction";

    @Override
    public String purpose() {
        return "drain and refill after 40 s of another session's REPEATABLE READ transaction, beside the same without";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int slots = options.number("slots", 1_000);
        final Flow flow = new Flow(
                slots,
                options.number("waiting", 20_000),
                TimeUnit.SECONDS.toNanos(options.number("after", 40)),
                TimeUnit.SECONDS.toNanos(options.number("seconds", 10)));
        try (Server server = Server.start(output)) {
            final Race race = new Race(output, "jobs/s");
            race.add(WITHOUT, () -> {
                try (Database database = server.newDatabase()) {
                    return flow.rate(database);
                }
            });
            race.add(WITH, () -> {
                try (Database database = server.newDatabase();
                        Connection holding = database.connect()) {
                    hold(holding);
                    return flow.rate(database);
                } catch (final SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            race.run(options.number("rounds", 1));
            output.atLeast(0.67, "with ÷ without", race.ratio(WITH, WITHOUT));
        }
    }

    private static void hold(final Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_class")) {
            row.next();
        }
    }

    /**
     * Jobs that come as fast as they are run.
     *
     * @param slots of the worker
     * @param waiting about how many jobs wait at any time
     * @param before how long it flows before it is measured
     * @param measured how long it is measured
     */
    private record Flow(int slots, int waiting, long before, long measured) {
        private static final int REFILL = 1_000;
        private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(2);

        double rate(final Database database) throws InterruptedException {
            final AtomicLong handled = new AtomicLong();
            final long begin = System.nanoTime();
            try (Contender.Session session = new JobsContender(JdbcSettings.Signalling.ON)
                            .open(database, number -> handled.incrementAndGet());
                    JobStore store = JdbcJobStore.open(database.url())) {
                final Thread refill = new Thread(() -> refill(store, handled, begin), "benchmark-refill");
                refill.start();
                session.start(slots);
                TimeUnit.NANOSECONDS.sleep(before);
                final long measuredFrom = System.nanoTime();
                final long handledBefore = handled.get();
                TimeUnit.NANOSECONDS.sleep(measured);
                final double rate = (handled.get() - handledBefore) / ((System.nanoTime() - measuredFrom) / 1e9);
                refill.join();
                return rate;
            }
        }

        private void refill(final JobStore store, final AtomicLong handled, final long begin) {
            long submitted = 0;
            while (System.nanoTime() - begin < before + measured) {
                if (submitted - handled.get() < waiting) {
                    JobsContender.submitAll(store, REFILL);
                    submitted += REFILL;
                } else {
                    LockSupport.parkNanos(LOOK_AGAIN);
                }
            }
        }
    }
}
