package dev.jobs.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that is compared with others, one after the other, and one table of it in Markdown. */
final class TableBenchmark implements Benchmark {
    private static final String OWN = "jobs";
    private static final String ONE_PROCESS = "jobs, one process";
    private static final String INSERT = "one durable insert";
    /** The longest that a job may wait for its start, at the median, with libraries that are said to start jobs at once. */
    private static final double AT_ONCE_MILLIS = 50;

    @Override
    public String purpose() {
        return "drain, latency, steady, idle and submit one after the other, and a table of their ratios in Markdown";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final Map<String, String> given = new HashMap<>(options.values());
        given.putIfAbsent("rounds", "5");
        given.putIfAbsent("drain.embedded", "0");
        final Options all = new Options(given);
        final ComparisonTable table = new ComparisonTable();
        drain(table, measured(new DrainBenchmark(), "drain", all, output), of("drain", all));
        latency(table, measured(new LatencyBenchmark(), "latency", all, output));
        steady(table, measured(new SteadyBenchmark(), "steady", all, output), of("steady", all));
        idle(table, measured(new IdleBenchmark(), "idle", all, output));
        submit(table, measured(new SubmitBenchmark(), "submit", all, output));
        output.say("%n%s", table.markdown());
        output.figure("rows of the table", table.size(), "");
    }

    private static Map<String, Double> measured(
            final Benchmark benchmark, final String name, final Options options, final Output output)
            throws InterruptedException {
        output.say("%n== %s", name);
        final Output part = output.part(name);
        benchmark.run(of(name, options), part);
        return part.figures();
    }

    /** The options of one part: those for all, and those that begin with its name and a dot. */
    private static Options of(final String name, final Options options) {
        final Map<String, String> own = new HashMap<>(options.values());
        options.values().forEach((key, value) -> {
            if (key.startsWith(name + ".")) {
                own.put(key.substring(name.length() + 1), value);
            }
        });
        return new Options(own);
    }

    private static void drain(final ComparisonTable table, final Map<String, Double> figures, final Options options) {
        for (final int slots : options.numbers("at", 1, 4, 16, 64)) {
            final String at = String.format(Locale.ROOT, ", %,d slots", slots);
            table.row("drain, slots: " + slots + ", jobs/s", figures, OWN, at + ", median")
                    .besideMostOf(ComparisonTable.RIVALS)
                    .besideSql(BareSql.OWN_TABLE.limitLabel() + at + ", median");
            table.row("… server's CPU, µs a job", figures, OWN, at + ", CPU of the server")
                    .besideLeastOf(ComparisonTable.RIVALS);
        }
        table.row("drain, slots: 16, a fresh process, jobs/s", figures, OWN, ", 16 slots, cold, median")
                .besideMostOf(ComparisonTable.RIVALS);
        final String best = String.format(Locale.ROOT, ", %,d slots, median", options.number("slots", 2_000));
        table.row("drain at best, jobs/s", figures, OWN, best).besideSql(BareSql.OWN_TABLE.limitLabel() + ", median");
    }

    private static void latency(final ComparisonTable table, final Map<String, Double> figures) {
        for (final String quantile : List.of(", p50", ", p99")) {
            final String fromCall = ", from the call of submit" + quantile;
            table.row("start latency in process, ms" + quantile, figures, ONE_PROCESS, quantile)
                    .besideLeastOf(ComparisonTable.RIVALS)
                    .besideSql(INSERT + quantile);
            table.row("… from the call of submit" + quantile, figures, ONE_PROCESS, fromCall)
                    .besideLeastOf(ComparisonTable.RIVALS)
                    .besideSql(INSERT + quantile);
            table.row("… from another process, rivals in process" + quantile, figures, OWN, quantile)
                    .besideLeastOf(ComparisonTable.RIVALS)
                    .besideSql(INSERT + quantile);
        }
    }

    private static void steady(final ComparisonTable table, final Map<String, Double> figures, final Options options) {
        for (final int rate : options.numbers("rate", 50, 500)) {
            final String at = String.format(Locale.ROOT, ", %d jobs/s", rate);
            final List<String> rivals = ComparisonTable.RIVALS.stream()
                    .filter(rival -> figures.getOrDefault(rival + at + ", p50", Double.MAX_VALUE) <= AT_ONCE_MILLIS)
                    .toList();
            for (final String own : List.of(ONE_PROCESS, OWN)) {
                final String label = "steady " + rate + "/s, " + (own.equals(OWN) ? "two stores" : "one store") + ": ";
                table.row(label + "start, p50, ms", figures, own, at + ", p50").besideLeastOf(rivals);
                table.row(label + "start, p99, ms", figures, own, at + ", p99").besideLeastOf(rivals);
                table.row(label + "server's CPU, µs a job", figures, own, at + ", CPU of the server")
                        .besideLeastOf(rivals);
                table.row(label + "own CPU, µs a job", figures, own, at + ", own CPU")
                        .besideLeastOf(rivals);
                table.row(label + "WAL, bytes a job", figures, own, at + ", WAL")
                        .besideLeastOf(rivals);
            }
        }
    }

    private static void idle(final ComparisonTable table, final Map<String, Double> figures) {
        for (final String what : List.of("transactions", "statements", "own CPU", "CPU of the server")) {
            table.row(
                            "idle, " + what + (what.contains("CPU") ? ", s a minute" : " a second"),
                            figures,
                            ONE_PROCESS,
                            ", " + what)
                    .besideLeastOf(ComparisonTable.RIVALS);
        }
    }

    private static void submit(final ComparisonTable table, final Map<String, Double> figures) {
        table.row("submit, 8 callers, jobs/s", figures, OWN, ", median")
                .besideMostOf(ComparisonTable.RIVALS)
                .besideSql("limit: single-row inserts into " + BareSql.OWN_TABLE.label() + ", median");
        table.row("submit in bulk, jobs/s", figures, "bulk", ", median")
                .besideSql("limit: COPY into " + BareSql.OWN_TABLE.label() + ", median");
    }
}
