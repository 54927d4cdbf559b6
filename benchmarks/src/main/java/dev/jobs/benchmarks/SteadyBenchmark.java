package dev.jobs.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The cost of jobs that come one at a time at a fixed rate, far below what the store can do, beside other libraries. */
final class SteadyBenchmark implements Benchmark {
    private static final int SLOTS = 16;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    @Override
    public String purpose() {
        return "50 and 500 jobs a second: from submit to start, CPU of the server and of the own process, WAL, beside others";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final Optional<NodeLibraries> node = NodeLibraries.install(options, output);
        try (Server server = Server.start(output)) {
            final List<Contender> contenders = new ArrayList<>(List.of(Contenders.own(), JobsContender.inOneProcess()));
            if (options.number("others", 1) == 1) {
                contenders.addAll(Contenders.others(options, node));
            }
            contenders.forEach(contender -> output.fact(contender.name(), contender.configuration()));
            for (final int rate : options.numbers("rate", 50, 500)) {
                final SteadyLoad load = new SteadyLoad(rate, options.number("seconds", 20));
                final Medians medians = new Medians();
                for (int round = 1; round <= options.number("rounds", 3); round++) {
                    for (final Contender contender : contenders) {
                        output.say("  round %d, %d jobs/s, %s", round, rate, contender.name());
                        measure(server, contender, load, new Notes(medians, options.number("warmjobs", 20_000)));
                    }
                }
                medians.tell(output, "");
            }
        } finally {
            node.ifPresent(NodeLibraries::close);
        }
    }

    /** A place for what is measured, after so many jobs that are not. */
    private record Notes(Medians medians, int warmUpJobs) {}

    private static void measure(
            final Server server, final Contender contender, final SteadyLoad load, final Notes notes)
            throws InterruptedException {
        final SteadyLoad.Times times = new SteadyLoad.Times(Math.max(notes.warmUpJobs(), load.jobs()));
        try (Database database = server.newDatabase();
                Contender.Session session = contender.open(database, times::start)) {
            session.submit(notes.warmUpJobs());
            session.start(SLOTS);
            awaitAll(session, notes.warmUpJobs());
            final SteadyLoad before = new SteadyLoad(load.rate(), Math.max(1, load.seconds() / 6));
            final Optional<StartLatencies> unused = run(before, session, times);
            awaitAll(session, notes.warmUpJobs() + before.jobs());
            database.settle();
            final Costs costs = Costs.begin(database, session);
            final Optional<StartLatencies> latencies = run(load, session, times);
            awaitAll(session, notes.warmUpJobs() + before.jobs() + load.jobs());
            costs.note(notes.medians(), label(contender, load), load.jobs());
            latencies.orElseGet(() -> times.latencies(load.jobs())).note(notes.medians(), label(contender, load));
        }
    }

    private static String label(final Contender contender, final SteadyLoad load) {
        return String.format(Locale.ROOT, "%s, %d jobs/s", contender.name(), load.rate());
    }

    /** Submits the jobs; the latencies are empty where this process sees the starts itself. */
    private static Optional<StartLatencies> run(
            final SteadyLoad load, final Contender.Session session, final SteadyLoad.Times times)
            throws InterruptedException {
        final Optional<StartLatencies> elsewhere = session.steady(load.rate(), load.seconds());
        if (elsewhere.isEmpty()) {
            load.submit(session, times);
        }
        return elsewhere;
    }

    /** The counters of server and process as they stood. */
    private record Costs(Database database, Contender.Session session, double serverCpu, double ownCpu, long wal) {
        static Costs begin(final Database database, final Contender.Session session) {
            return new Costs(
                    database,
                    session,
                    CpuTime.withChildren(database.serverProcess()),
                    CpuTime.of(session.process()),
                    database.walPosition());
        }

        void note(final Medians medians, final String label, final int jobs) {
            final Costs now = begin(database, session);
            medians.note(label + ", CPU of the server", (now.serverCpu - serverCpu) * 1e6 / jobs, "µs/job");
            medians.note(label + ", own CPU", (now.ownCpu - ownCpu) * 1e6 / jobs, "µs/job");
            medians.note(label + ", WAL", (double) (now.wal - wal) / jobs, "bytes/job");
        }
    }

    private static void awaitAll(final Contender.Session session, final long jobs) {
        final long begin = System.nanoTime();
        while (session.complete() < jobs) {
            if (System.nanoTime() - begin > PATIENCE) {
                throw new IllegalStateException("only " + session.complete() + " of " + jobs + " jobs are complete");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
