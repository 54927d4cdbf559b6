package dev.jobs.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The cost of workers that have nothing to do, each library's in a process of its own, beside an empty database. */
final class IdleBenchmark implements Benchmark {
    static final int SLOTS = 16;

    /** More than two times to live, after which a worker without jobs does as little as it ever does. */
    private static final int WARM_UP_SECONDS = 75;

    @Override
    public String purpose() {
        return "workers without jobs, beside others: transactions and statements a second, and the CPU of their process";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final Optional<NodeLibraries> node = NodeLibraries.install(options, output);
        final Medians medians = new Medians();
        try (Server server = Server.startCounting(output);
                Database statistics = server.newDatabase()) {
            statistics.execute("create extension pg_stat_statements");
            final Watch watch = new Watch(
                    statistics, options.number("seconds", 60), options.number("warmup", WARM_UP_SECONDS), medians);
            for (int round = 1; round <= options.number("rounds", 1); round++) {
                for (final String name : names(options, node)) {
                    output.say("  round %d, %s", round, name);
                    final String statements = watch.measure(
                            server, name, node.map(NodeLibraries::folder).orElse(Path.of("")));
                    output.say("%s", statements);
                }
            }
        } finally {
            node.ifPresent(NodeLibraries::close);
        }
        medians.tell(output, "");
        final String own = JobsContender.inOneProcess().name();
        output.atMost(0.5, "transactions a second", medians.of(own + ", transactions"));
        output.atMost(0.05, "own CPU, s a minute", medians.of(own + ", own CPU"));
    }

    private static List<String> names(final Options options, final Optional<NodeLibraries> node) {
        final List<String> names = new ArrayList<>(
                List.of(IdleWorker.NOTHING, JobsContender.inOneProcess().name()));
        if (options.number("others", 1) == 1) {
            Contenders.others(options, node).forEach(other -> names.add(other.name()));
        }
        return names;
    }

    /** A look at the counters of the server, from another database than the workers'. */
    private record Watch(Database statistics, int seconds, int warmUpSeconds, Medians medians) {
        /** Notes the costs of one contender, and answers its statements, the most frequent first. */
        String measure(final Server server, final String name, final Path nodeFolder) throws InterruptedException {
            try (Database database = server.newDatabase();
                    IdleWorker idle = IdleWorker.start(database.url(), name, nodeFolder)) {
                final long oid = database.number("select oid from pg_database where datname = current_database()");
                final String its = " from pg_stat_statements where dbid = " + oid;
                TimeUnit.SECONDS.sleep(warmUpSeconds);
                statistics.execute("select pg_stat_statements_reset()");
                final long transactions = transactions(oid);
                final double cpu = CpuTime.of(idle.worker());
                final double cpuOfServer = CpuTime.withChildren(statistics.serverProcess());
                TimeUnit.SECONDS.sleep(seconds);
                medians.note(
                        name + ", transactions", (double) (transactions(oid) - transactions) / seconds, "a second");
                medians.note(
                        name + ", statements",
                        (double) statistics.number("select cast(coalesce(sum(calls), 0) as bigint)" + its) / seconds,
                        "a second");
                medians.note(name + ", own CPU", (CpuTime.of(idle.worker()) - cpu) * 60 / seconds, "s a minute");
                medians.note(
                        name + ", CPU of the server",
                        (CpuTime.withChildren(statistics.serverProcess()) - cpuOfServer) * 60 / seconds,
                        "s a minute");
                return statistics.text("""
                        select coalesce(string_agg(format('%s x %s', calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 100)), chr(10)
                            order by calls desc), 'no statements')""" + its);
            }
        }

        private long transactions(final long database) {
            return statistics.number(
                    "select xact_commit + xact_rollback from pg_stat_database where datid = " + database);
        }
    }
}
