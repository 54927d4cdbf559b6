package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The speed at which jobs are stored durably: one at a time by several callers, and in bulk. */
final class SubmitBenchmark implements Benchmark {
    private static final int CALLERS = 8;

    @Override
    public String purpose() {
        return "durable submissions by 8 callers one at a time, and in bulk, beside inserts and COPY";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int rounds = options.number("rounds", 3);
        final int jobs = options.number("jobs", 100_000);
        final int millis = options.number("millis", 3_000);
        final int warmUp = options.number("warm", 2);
        try (Server server = Server.start(output)) {
            if (options.number("single", 1) == 1) {
                final boolean others = options.number("others", 1) == 1;
                single(server, output, new Single(warmUp, rounds, TimeUnit.MILLISECONDS.toNanos(millis), others));
            }
            if (options.number("bulk", 1) == 1) {
                bulk(server, output, rounds, jobs);
            }
        }
    }

    private record Single(int warmUp, int rounds, long nanos, boolean others) {}

    private static void single(final Server server, final Output output, final Single how) throws InterruptedException {
        final Race race = new Race(output, "jobs/s");
        final Contender own = new JobsContender(JdbcSettings.Signalling.ON);
        race.add(own.name(), () -> byCallers(server, own, how.nanos()));
        for (final BareSql sql : BareSql.values()) {
            race.add(limit(sql), () -> inserts(server, sql, new Inserts(CALLERS, 1), how.nanos()));
            race.add(together(sql), () -> inserts(server, sql, new Inserts(1, CALLERS), how.nanos()));
        }
        for (final Contender embedded : new Contender[] {EmbeddedContender.MEMORY, EmbeddedContender.H2}) {
            race.add(embedded.name(), () -> byCallers(server, embedded, how.nanos()));
        }
        if (how.others()) {
            for (final Contender other : new Contender[] {new JobRunrContender(), new DbSchedulerContender(1, 4)}) {
                output.fact(other.name(), other.configuration());
                race.add(other.name(), () -> byCallers(server, other, how.nanos()));
            }
        }
        output.say("one at a time, %d callers", CALLERS);
        race.warmUp(how.warmUp());
        race.run(how.rounds());
        for (final BareSql sql : BareSql.values()) {
            output.atLeast(2, "jobs ÷ " + limit(sql), race.ratio(own.name(), limit(sql)));
            output.figure("jobs ÷ " + together(sql), race.ratio(own.name(), together(sql)), "");
        }
    }

    private static double byCallers(final Server server, final Contender contender, final long nanos)
            throws InterruptedException {
        try (Database database = server.newDatabase();
                Contender.Session session = contender.open(database, number -> {})) {
            session.submit();
            return perSecond(nanos, CALLERS, (end, submitted) -> {
                while (System.nanoTime() - end < 0) {
                    session.submit();
                    submitted.incrementAndGet();
                }
            });
        }
    }

    /** By so many connections, each so many rows at a time. */
    private record Inserts(int connections, int rows) {}

    private static double inserts(final Server server, final BareSql sql, final Inserts inserts, final long nanos)
            throws InterruptedException {
        try (Database database = server.newDatabase()) {
            sql.makeTable(database);
            return perSecond(
                    nanos,
                    inserts.connections(),
                    (end, inserted) -> Database.asked(() -> {
                        try (Connection connection = database.connect();
                                PreparedStatement insert = connection.prepareStatement(sql.insert(inserts.rows()))) {
                            while (System.nanoTime() - end < 0) {
                                for (int row = 0; row < inserts.rows(); row++) {
                                    insert.setObject(2 * row + 1, JobId.random().value());
                                    insert.setString(2 * row + 2, "{\"number\":1}");
                                }
                                inserted.addAndGet(insert.executeUpdate());
                            }
                        }
                        return true;
                    }));
        }
    }

    /** Work that goes on until this time, and counts. */
    @FunctionalInterface
    private interface Repeated {
        void run(long end, AtomicLong count);
    }

    /** The number of times a second that so many callers do it together, after a third of the time to warm up. */
    private static double perSecond(final long nanos, final int callers, final Repeated work)
            throws InterruptedException {
        final AtomicLong count = new AtomicLong();
        final long begin = System.nanoTime() + nanos / 3;
        final AtomicLong before = new AtomicLong();
        final Thread watch = new Thread(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(begin - System.nanoTime());
                before.set(count.get());
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watch.start();
        Callers.run(callers, caller -> work.run(begin + nanos, count));
        final double seconds = (System.nanoTime() - begin) / 1e9;
        watch.join();
        return (count.get() - before.get()) / seconds;
    }

    private static void bulk(final Server server, final Output output, final int rounds, final int jobs)
            throws InterruptedException {
        final Race race = new Race(output, "jobs/s");
        race.add("bulk", () -> bulk(server, jobs));
        for (final BareSql sql : BareSql.values()) {
            race.add(copy(sql), () -> {
                try (Database database = server.newDatabase()) {
                    sql.makeTable(database);
                    database.settle();
                    return sql.copy(database, jobs);
                }
            });
        }
        output.say("in bulk");
        race.warmUp(1);
        race.run(rounds);
        for (final BareSql sql : BareSql.values()) {
            output.atLeast(0.8, "bulk ÷ " + copy(sql), race.ratio("bulk", copy(sql)));
        }
    }

    private static double bulk(final Server server, final int jobs) {
        try (Database database = server.newDatabase();
                JdbcJobStore store = JdbcJobStore.open(database.url())) {
            database.settle();
            final long begin = System.nanoTime();
            JobsContender.submitAll(store, jobs);
            return jobs / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static String together(final BareSql sql) {
        return String.format(Locale.ROOT, "limit where one commits for %d, on %s", CALLERS, sql.label());
    }

    private static String limit(final BareSql sql) {
        return "limit: single-row inserts into " + sql.label();
    }

    private static String copy(final BareSql sql) {
        return "limit: COPY into " + sql.label();
    }
}
