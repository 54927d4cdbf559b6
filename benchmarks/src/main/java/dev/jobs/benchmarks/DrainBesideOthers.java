package dev.jobs.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The drains of this library beside those of others at the same number of slots: warm, and in fresh processes. */
final class DrainBesideOthers {
    private static final int COLD_SLOTS = 16;

    private final Server server;
    private final Output output;
    private final int jobs;
    private final int rounds;

    DrainBesideOthers(final Server server, final Output output, final Options options) {
        this.server = server;
        this.output = output;
        this.jobs = options.number("few", 20_000);
        this.rounds = options.number("rounds", 3);
    }

    void run(final Options options) throws InterruptedException {
        final Optional<NodeLibraries> node = NodeLibraries.install(options, output);
        try {
            final List<Contender> others = Contenders.others(options, node);
            others.forEach(other -> output.fact(other.name(), other.configuration()));
            for (final int slots : options.numbers("at", 1, 4, 16, 64)) {
                warm(others, slots, options);
            }
            if (options.number("cold", 1) == 1) {
                cold(others, node.map(NodeLibraries::folder).orElse(Path.of("")), options.words("jvm"));
            }
        } finally {
            node.ifPresent(NodeLibraries::close);
        }
    }

    private void warm(final List<Contender> others, final int slots, final Options options)
            throws InterruptedException {
        final Contender own = Contenders.own();
        final Race race = new Race(output, "jobs/s");
        final Medians ofServer = new Medians();
        final String at = String.format(Locale.ROOT, ", %,d slots", slots);
        race.add(own.name() + at, () -> drain(own, jobs, slots, ofServer));
        for (final Contender other : others) {
            race.add(other.name() + at, () -> drain(other, jobs / 2, slots, ofServer));
        }
        for (final BareSql sql : options.number("limit", 1) == 1 ? BareSql.values() : new BareSql[0]) {
            race.add(sql.limitLabel() + at, () -> sql.drainHolding(slots, server, jobs));
        }
        race.warmUp(options.number("warm", 6) / 2);
        race.run(rounds);
        ofServer.tell(output, at + ", CPU of the server");
        ratios(race, at, others);
    }

    private double drain(final Contender contender, final int number, final int slots, final Medians ofServer) {
        final Drain.Result result = new Drain(contender, number, slots).measure(server);
        ofServer.note(contender.name(), result.serverMicrosPerJob(), "µs/job");
        return result.jobsPerSecond();
    }

    private void cold(final List<Contender> others, final Path nodeFolder, final List<String> jvmOptions)
            throws InterruptedException {
        final Race race = new Race(output, "jobs/s");
        final String cold = String.format(Locale.ROOT, ", %,d slots, cold", COLD_SLOTS);
        for (final Contender each :
                Stream.concat(Stream.of(Contenders.own()), others.stream()).toList()) {
            race.add(
                    each.name() + cold,
                    () -> ColdDrain.run(server, each.name(), nodeFolder, jobs, COLD_SLOTS, List.of()));
        }
        for (final String option : jvmOptions) {
            race.add(
                    Contenders.own().name() + cold + ", " + option,
                    () -> ColdDrain.run(
                            server, Contenders.own().name(), nodeFolder, jobs, COLD_SLOTS, List.of(option)));
        }
        race.run(rounds);
        ratios(race, cold, others);
    }

    private void ratios(final Race race, final String at, final List<Contender> others) {
        for (final Contender other : others) {
            output.figure(
                    "jobs ÷ " + other.name() + at, race.ratio(Contenders.own().name() + at, other.name() + at), "");
        }
    }
}
