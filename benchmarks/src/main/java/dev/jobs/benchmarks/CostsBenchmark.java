package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobContext;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The places where the time of jobs goes, one alone and some at once: in the server's statements, and between a worker's threads. */
final class CostsBenchmark implements Benchmark {
    private static final int SLOTS = 16;
    private static final long BETWEEN_MILLIS = 20;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    @Override
    public String purpose() {
        return "where the time goes, for one job alone and sixteen at once: each statement, and each step through the worker";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        try (Server server = Server.startCounting(output);
                Database statistics = server.newDatabase()) {
            statistics.execute("create extension pg_stat_statements");
            for (final int atOnce : options.numbers("at", 1, 16)) {
                for (final int stores : options.numbers("stores", 2, 1)) {
                    try (Database database = server.newDatabase();
                            Run run = new Run(database, stores, atOnce)) {
                        run.rounds(options.number("warm", 300));
                        database.settle();
                        run.measure(options.number("jobs", 960) / atOnce, statistics, output);
                    }
                }
            }
        }
    }

    /** Submitters and an idle worker at one store or two, and so many jobs at once. */
    private static final class Run implements AutoCloseable {
        private final StepTimes times = new StepTimes();
        private final Database database;
        private final JobStore submitters;
        private final TimedStore ofWorker;
        private final Worker worker;
        private final String name;
        private final int atOnce;

        Run(final Database database, final int stores, final int atOnce) {
            this.database = database;
            this.submitters = JdbcJobStore.open(database.url());
            this.ofWorker = new TimedStore(stores == 1 ? submitters : JdbcJobStore.open(database.url()), times);
            this.worker = Worker.builder(ofWorker)
                    .handle(JobsContender.NOOP, this::handle)
                    .slots(SLOTS)
                    .start();
            this.name = String.format(Locale.ROOT, "%d at once, %s", atOnce, stores == 1 ? "one store" : "two stores");
            this.atOnce = atOnce;
        }

        private @Nullable Void handle(final JobContext<JobsContender.Noop> context) {
            final JobId id = context.job().id();
            times.note(id, StepTimes.Step.HANDLER_BEGUN, System.nanoTime());
            times.note(id, StepTimes.Step.HANDLER_ENDED, System.nanoTime());
            return null;
        }

        void rounds(final int rounds) throws InterruptedException {
            for (int round = 0; round < rounds; round++) {
                // Not in step with whoever polls.
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS + round * 7L % 13);
                ofWorker.forgetSignals();
                final int endedBefore = times.ended();
                final List<JobRequest> requests = IntStream.range(0, atOnce)
                        .<JobRequest>mapToObj(number -> JobsContender.NOOP.request(new JobsContender.Noop(number)))
                        .toList();
                final long called = System.nanoTime();
                final List<JobId> ids = submitters.submit(requests);
                final long returned = System.nanoTime();
                for (final JobId id : ids) {
                    times.note(id, StepTimes.Step.SUBMISSION_CALLED, called);
                    times.note(id, StepTimes.Step.SUBMISSION_RETURNED, returned);
                }
                awaitEnds(endedBefore + atOnce);
            }
        }

        private void awaitEnds(final int jobs) {
            final long begin = System.nanoTime();
            while (times.ended() < jobs) {
                if (System.nanoTime() - begin > PATIENCE) {
                    throw new IllegalStateException("only " + times.ended() + " of " + jobs + " jobs have ended");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }

        void measure(final int rounds, final Database statistics, final Output output) throws InterruptedException {
            final int jobs = rounds * atOnce;
            final StatementCosts statements = new StatementCosts(statistics, database);
            times.clear();
            statements.reset();
            final double cpu = CpuTime.withChildren(database.serverProcess());
            final double ownCpu = CpuTime.of(ProcessHandle.current());
            rounds(rounds);
            final double server = (CpuTime.withChildren(database.serverProcess()) - cpu) * 1e6 / jobs;
            final double own = (CpuTime.of(ProcessHandle.current()) - ownCpu) * 1e6 / jobs;
            output.say("%n%s, %d jobs", name, jobs);
            final double inStatements = statements.tell(output, jobs, "job");
            output.figure(name + ": CPU of the server", server, "µs/job");
            output.figure(name + ": … time of its statements", inStatements, "µs/job");
            output.figure(
                    name + ": … the rest: parsing, commits, wake-ups, background", server - inStatements, "µs/job");
            output.figure(name + ": own CPU", own, "µs/job");
            times.tell(output, name);
        }

        @Override
        public void close() {
            worker.close();
            ofWorker.close();
            submitters.close();
        }
    }
}
