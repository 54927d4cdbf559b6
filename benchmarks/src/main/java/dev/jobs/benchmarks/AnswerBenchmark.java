package dev.jobs.benchmarks;

import org.openjdk.jmh.results.RunResult;

/** The cost of the answer to a poll inside of one process. */
final class AnswerBenchmark implements Benchmark {
    @Override
    public String purpose() {
        return "an answer's JSON, and a GET with its tag without a container, answered by 200 and by 304 (JMH)";
    }

    @Override
    public void run(final Options options, final Output output) {
        for (final RunResult result : MicroBenchmarks.run(AnswerCosts.class, options)) {
            output.figure(
                    MicroBenchmarks.name(result),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreUnit());
        }
    }
}
