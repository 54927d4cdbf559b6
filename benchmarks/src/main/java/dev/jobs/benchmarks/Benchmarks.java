package dev.jobs.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs the benchmark that is named: {@code java -jar benchmarks.jar drain}. */
public final class Benchmarks {
    private static final Map<String, Benchmark> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("table", new TableBenchmark());
        BY_NAME.put("limit", new LimitBenchmark());
        BY_NAME.put("drain", new DrainBenchmark());
        BY_NAME.put("submit", new SubmitBenchmark());
        BY_NAME.put("latency", new LatencyBenchmark());
        BY_NAME.put("steady", new SteadyBenchmark());
        BY_NAME.put("costs", new CostsBenchmark());
        BY_NAME.put("poll", new PollBenchmark());
        BY_NAME.put("position", new PositionBenchmark());
        BY_NAME.put("memory", new MemoryBenchmark());
        BY_NAME.put("answer", new AnswerBenchmark());
        BY_NAME.put("held", new HeldBenchmark());
        BY_NAME.put("growth", new GrowthBenchmark());
        BY_NAME.put("idle", new IdleBenchmark());
        BY_NAME.put("scale", new ScaleBenchmark());
        BY_NAME.put("neighbour", new NeighbourBenchmark());
        BY_NAME.put("kept", new KeptBenchmark());
        BY_NAME.put("rate", new RateBenchmark());
        BY_NAME.put("climb", new ClimbBenchmark());
        BY_NAME.put("operations", new OperationsBenchmark());
        BY_NAME.put("dashboard", new DashboardBenchmark());
    }

    private Benchmarks() {}

    /** Runs one benchmark; what it has to say goes to the output, and as JSON lines to {@code benchmarks.jsonl}. */
    public static void main(final String[] arguments) throws InterruptedException {
        final Optional<String> name = Arrays.stream(arguments).findFirst();
        if (name.filter(BY_NAME::containsKey).isEmpty()) {
            System.err.println("usage: java -jar benchmarks.jar NAME [KEY=VALUE ...]\n"
                    + BY_NAME.entrySet().stream()
                            .map(entry -> String.format(
                                    Locale.ROOT,
                                    "  %-10s %s",
                                    entry.getKey(),
                                    entry.getValue().purpose()))
                            .collect(Collectors.joining("\n")));
            System.exit(2);
            return;
        }
        run(name.get(), Options.of(Arrays.asList(arguments).subList(1, arguments.length)));
        // Of the contenders, not all end all of their threads.
        System.exit(0);
    }

    static void run(final String name, final Options options) throws InterruptedException {
        try (Output output = Output.of(name, options)) {
            Optional.ofNullable(BY_NAME.get(name)).orElseThrow().run(options, output);
        }
    }
}
