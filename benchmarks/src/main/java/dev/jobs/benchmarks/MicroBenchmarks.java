package dev.jobs.benchmarks;

import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs what is measured by JMH, each in a process of its own. */
final class MicroBenchmarks {
    private MicroBenchmarks() {}

    /**
     * Runs those of a class. Options: {@code iterations}, of which a third more come before to warm up; {@code depths};
     * {@code forks}, 0 to run them in this process.
     */
    static Collection<RunResult> run(final Class<?> of, final Options options) {
        final OptionsBuilder builder = new OptionsBuilder();
        builder.include("\\b" + of.getSimpleName() + "\\.")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(options.number("forks", 1));
        if (options.number("iterations", 0) > 0) {
            builder.measurementIterations(options.number("iterations", 0));
            builder.warmupIterations(Math.max(1, options.number("iterations", 0) / 3));
        }
        if (!options.text("depths", "").isEmpty()) {
            builder.param("depth", options.text("depths", "").split(",", -1));
        }
        try {
            return new Runner(builder.build()).run();
        } catch (final RunnerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of what was measured, without its class. */
    static String name(final RunResult result) {
        final String whole = result.getParams().getBenchmark();
        return whole.substring(whole.lastIndexOf('.') + 1);
    }
}
