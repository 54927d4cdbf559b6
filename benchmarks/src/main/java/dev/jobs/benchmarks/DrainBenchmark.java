package dev.jobs.benchmarks;

import dev.jobs.store.jdbc.JdbcSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The speed at which waiting jobs are run, beside other libraries at the same number of slots, and beside bare SQL at the best. */
final class DrainBenchmark implements Benchmark {
    private static final int FEW_SLOTS = 16;

    @Override
    public String purpose() {
        return "no-op jobs wait: how many a second are complete; at few slots beside others, at many beside bare SQL";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int rounds = options.number("rounds", 3);
        final int jobs = options.number("jobs", 100_000);
        final int slots = options.number("slots", 2_000);
        final Contender own = Contenders.own();
        output.fact(own.name(), own.configuration());
        if (options.number("statements", 0) == 1) {
            statements(output, own, options.number("warm", 6), new Drain(own, jobs, slots), jobs);
        }
        try (Server server = Server.start(output)) {
            if (options.number("best", 1) == 1) {
                best(server, output, own, new Size(options.number("warm", 6), rounds, jobs, slots));
            }
            if (options.number("embedded", 1) == 1) {
                embedded(server, output, new Size(options.number("warm", 6) / 2, rounds, jobs, slots));
            }
            if (options.number("hooks", 0) == 1) {
                hooks(server, output, new Size(options.number("warm", 6) / 2, rounds, jobs, slots));
            }
            final List<Hooks> owners = IntStream.of(options.numbers("owners"))
                    .mapToObj(OwnedJobs::hooks)
                    .toList();
            besideNone(server, output, options, "no owners", owners)
                    .forEach((name, ratio) -> output.atLeast(0.85, name, ratio));
            final List<Hooks> limitKeys = IntStream.of(options.numbers("keys"))
                    .mapToObj(LimitedJobs::hooks)
                    .toList();
            besideNone(server, output, options, "no limit keys", limitKeys)
                    .forEach((name, ratio) -> output.figure(name, ratio, ""));
            if (options.number("others", 1) == 1) {
                new DrainBesideOthers(server, output, options).run(options);
            }
        }
    }

    /** The cost of each statement for one job, where the server counts them, which takes time itself. */
    private static void statements(
            final Output output, final Contender own, final int warmUp, final Drain drain, final int jobs) {
        try (Server server = Server.startCounting(output);
                Database statistics = server.newDatabase()) {
            statistics.execute("create extension pg_stat_statements");
            for (int round = 0; round < warmUp; round++) {
                drain.run(server);
            }
            try (Database database = server.newDatabase()) {
                final StatementCosts costs = new StatementCosts(statistics, database);
                costs.reset();
                output.figure(own.name() + ", counted", drain.measure(database).jobsPerSecond(), "jobs/s");
                costs.tell(output, jobs, "job");
            }
        }
    }

    private record Size(int warmUp, int rounds, int jobs, int slots) {}

    private static void best(final Server server, final Output output, final Contender own, final Size size)
            throws InterruptedException {
        final Race race = new Race(output, "jobs/s");
        final String best = String.format(Locale.ROOT, "jobs, %,d slots", size.slots());
        race.add(best, () -> new Drain(own, size.jobs(), size.slots()).run(server));
        for (final BareSql sql : BareSql.values()) {
            race.add(sql.limitLabel(), () -> sql.drain(server, size.jobs()));
        }
        race.warmUp(size.warmUp());
        race.run(size.rounds());
        for (final BareSql sql : BareSql.values()) {
            output.atLeast(0.8, "jobs ÷ " + sql.limitLabel(), race.ratio(best, sql.limitLabel()));
        }
    }

    /** The cost of what watches a worker: a listener, meters, spans, each beside the same without. */
    private static void hooks(final Server server, final Output output, final Size size) throws InterruptedException {
        final Race race = new Race(output, "jobs/s");
        final List<Hooks> all = List.of(Hooks.NONE, Hooks.listener(), Hooks.micrometer(), Hooks.openTelemetry());
        for (final Hooks hooks : all) {
            final Contender own = new JobsContender(JdbcSettings.Signalling.ON, hooks);
            race.add("hooks: " + hooks.name(), () -> new Drain(own, size.jobs(), size.slots()).run(server));
        }
        race.warmUp(size.warmUp());
        race.run(size.rounds());
        for (final Hooks hooks : all.subList(1, all.size())) {
            output.figure(hooks.name() + " ÷ none", race.ratio("hooks: " + hooks.name(), "hooks: none"), "");
        }
    }

    /** The cost of what submitters add to their jobs, such as owners, beside none of it: the ratios by their names. */
    private static Map<String, Double> besideNone(
            final Server server, final Output output, final Options options, final String none, final List<Hooks> all)
            throws InterruptedException {
        final Map<String, Double> ratios = new LinkedHashMap<>();
        if (all.isEmpty()) {
            return ratios;
        }
        final int jobs = options.number("jobs", 100_000);
        final int slots = options.number("slots", 2_000);
        final Race race = new Race(output, "jobs/s");
        race.add(none, () -> new Drain(Contenders.own(), jobs, slots).run(server));
        for (final Hooks hooks : all) {
            final Contender own = new JobsContender(JdbcSettings.Signalling.ON, hooks);
            race.add(hooks.name(), () -> new Drain(own, jobs, slots).run(server));
        }
        race.warmUp(options.number("warm", 6) / 2);
        race.run(options.number("rounds", 3));
        all.forEach(hooks -> ratios.put(hooks.name() + " ÷ none", race.ratio(hooks.name(), none)));
        return ratios;
    }

    private static void embedded(final Server server, final Output output, final Size size)
            throws InterruptedException {
        final Race race = new Race(output, "jobs/s");
        for (final Contender own : new Contender[] {EmbeddedContender.MEMORY, EmbeddedContender.H2}) {
            output.fact(own.name(), own.configuration());
            final int jobs = own == EmbeddedContender.MEMORY ? size.jobs() : size.jobs() / 5;
            for (final int slots : new int[] {FEW_SLOTS, size.slots()}) {
                race.add(
                        String.format(Locale.ROOT, "%s, %,d slots", own.name(), slots),
                        () -> new Drain(own, jobs, slots).run(server));
            }
        }
        race.warmUp(size.warmUp());
        race.run(size.rounds());
    }
}
