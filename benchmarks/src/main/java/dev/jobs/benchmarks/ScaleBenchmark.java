package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.watch.JobWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The load that one PostgreSQL carries: the costs of each operation, what follows from them, and a look whether that is so at two sizes. */
final class ScaleBenchmark implements Benchmark {
    private static final int CALLERS = 8;
    /** The callers that keep server and service busy, though each waits for its commits. */
    private static final int MANY_CALLERS = 32;

    private static final int SLOTS = 64;

    @Override
    public String purpose() {
        return "what one PostgreSQL carries: costs of each operation, a model made of them, and the model beside two sizes";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        try (Server server = Server.startCounting(output);
                Database statistics = server.newDatabase()) {
            statistics.execute("create extension pg_stat_statements");
            final ScaleModel model = costs(server, statistics, options, output);
            output.say("%n%s", ScaleModel.head());
            final int[] waits = options.numbers("wait", 5, 60);
            for (final int processors : options.numbers("processors", 2, 8, 32)) {
                final ScaleModel.Size size = new ScaleModel.Size(
                        processors, options.number("megabytes", 100), options.number("connections", 500));
                for (final int wait : waits) {
                    output.say("%s", model.row(size, wait));
                }
            }
            for (final int wait : waits) {
                output.figure("part of reads in the server's work, wait " + wait + " s", model.partOfReads(wait), "");
            }
            check(server, model, options, output);
        }
    }

    private static ScaleModel costs(
            final Server server, final Database statistics, final Options options, final Output output)
            throws InterruptedException {
        final long nanos = TimeUnit.SECONDS.toNanos(options.number("seconds", 10));
        final int jobs = options.number("jobs", 50_000);
        for (int round = 0; round < options.number("warm", 3); round++) {
            final double unused = new Drain(JobsContender.inOneProcess(), jobs, SLOTS).run(server);
        }
        final AtomicLong handled = new AtomicLong();
        try (Database database = server.newDatabase();
                Contender.Session session =
                        JobsContender.inOneProcess().open(database, number -> handled.incrementAndGet())) {
            final CostMeter meter = new CostMeter(statistics, database);
            final double unused = submit(session, CALLERS, nanos / 4);
            final CostMeter.Cost submission = meter.measure("one submission", () -> submit(session, CALLERS, nanos));
            final CostMeter.Cost bulk = meter.measure("one submission of many", () -> {
                session.submit(jobs);
                return jobs;
            });
            final long waiting = database.number("select count(*) from jobs_job");
            final CostMeter.Cost run = meter.measure("one run", () -> {
                session.start(SLOTS);
                awaitAll(session, handled, waiting);
                return waiting;
            });
            final CostMeter.Cost person = person(database, meter, options);
            final double bytes = (double) database.number("select pg_total_relation_size('jobs_job')")
                    / database.number("select count(*) from jobs_job");
            final CostMeter.Cost job = whole(server, statistics, nanos);
            for (final CostMeter.Cost cost : List.of(submission, bulk, run, job, person)) {
                cost.tell(output);
            }
            output.figure("bytes of a job in table and indexes", bytes, "");
            return new ScaleModel(job, person, bytes);
        }
    }

    /** The costs of a job that is submitted by itself and run as it comes, where there are as many as can be. */
    private static CostMeter.Cost whole(final Server server, final Database statistics, final long nanos)
            throws InterruptedException {
        final AtomicLong handled = new AtomicLong();
        try (Database database = server.newDatabase();
                Contender.Session session =
                        JobsContender.inOneProcess().open(database, number -> handled.incrementAndGet())) {
            session.start(SLOTS);
            final double before = submit(session, MANY_CALLERS, nanos / 2);
            final CostMeter meter = new CostMeter(statistics, database);
            return meter.measure("one job, run as it comes", () -> {
                final double submitted = submit(session, MANY_CALLERS, nanos);
                awaitAll(session, handled, Math.round(before + submitted));
                return submitted;
            });
        }
    }

    private static double submit(final Contender.Session session, final int callers, final long nanos)
            throws InterruptedException {
        final AtomicLong submitted = new AtomicLong();
        final long end = System.nanoTime() + nanos;
        Callers.run(callers, caller -> {
            while (System.nanoTime() - end < 0) {
                session.submit();
                submitted.incrementAndGet();
            }
        });
        return submitted.get();
    }

    private static void awaitAll(final Contender.Session session, final AtomicLong handled, final long jobs)
            throws InterruptedException {
        while (handled.get() < jobs || session.complete() < jobs) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The costs of a second of one person, of many who wait for jobs of a type that nobody runs. */
    private static CostMeter.Cost person(final Database database, final CostMeter meter, final Options options)
            throws InterruptedException {
        final int people = options.number("people", 1_000);
        final int seconds = options.number("seconds", 10);
        try (JobStore store = JdbcJobStore.open(database.url());
                JobWatch watch = JobWatch.on(store)) {
            final List<JobId> ids = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                ids.add(store.submit(JobRequest.builder("nobody-runs-it", "{}").build()));
            }
            for (final JobId id : ids) {
                final var unused = watch.waitForAsync(id, Duration.ofMinutes(10));
            }
            TimeUnit.SECONDS.sleep(2);
            return meter.measure("one second of one person who waits", () -> {
                TimeUnit.SECONDS.sleep(seconds);
                return (double) people * seconds;
            });
        }
    }

    /** Compares the model with a saturated run, once with a processor each for server and service, once with both for both. */
    private static void check(final Server server, final ScaleModel model, final Options options, final Output output)
            throws InterruptedException {
        final Processors processors = Processors.of(server.process());
        if (options.number("check", 1) == 0 || !processors.canBePinned()) {
            output.say("no check: taskset and two processors are needed");
            return;
        }
        final double serverMicros = model.serverMicros(0);
        final double ownMicros = model.ownMicros(0);
        processors.pin("0", "1");
        final double one = saturated(server, options);
        processors.pin("0,1", "0,1");
        final double two = saturated(server, options);
        tell(output, "a processor each", 1e6 / Math.max(serverMicros, ownMicros), one);
        tell(output, "two for both", 2e6 / (serverMicros + ownMicros), two);
    }

    private static void tell(final Output output, final String name, final double predicted, final double measured) {
        output.figure(name + ": predicted", predicted, "jobs/s");
        output.figure(name + ": measured", measured, "jobs/s");
        output.figure(name + ": predicted ÷ measured", predicted / measured, "");
    }

    /** The jobs a second that are submitted one by one and run at the same time. */
    private static double saturated(final Server server, final Options options) throws InterruptedException {
        final long nanos = TimeUnit.SECONDS.toNanos(options.number("seconds", 10));
        final AtomicLong handled = new AtomicLong();
        try (Database database = server.newDatabase();
                Contender.Session session =
                        JobsContender.inOneProcess().open(database, number -> handled.incrementAndGet())) {
            session.start(SLOTS);
            final double before = submit(session, MANY_CALLERS, nanos / 2);
            final long begin = System.nanoTime();
            final double submitted = submit(session, MANY_CALLERS, nanos);
            awaitAll(session, handled, Math.round(before + submitted));
            return submitted / ((System.nanoTime() - begin) / 1e9);
        }
    }
}
