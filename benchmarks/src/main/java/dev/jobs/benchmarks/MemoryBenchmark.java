package dev.jobs.benchmarks;

import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.RunResult;

/** The memory that a waiting job takes, and whether the memory store's calls take longer the more jobs wait. */
final class MemoryBenchmark implements Benchmark {
    private static final int BULK = 1_000;

    @Override
    public String purpose() {
        return "the memory store: bytes of each of 1,000,000 waiting jobs; claim, cancel and position at 1,000 and 1,000,000 (JMH)";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int jobs = options.number("jobs", 1_000_000);
        output.atMost(
                400,
                String.format(Locale.ROOT, "bytes of each of %,d waiting jobs beside its payload", jobs),
                bytesEach(jobs));
        final Map<String, Map<String, Double>> nanos = new LinkedHashMap<>();
        for (final RunResult result : MicroBenchmarks.run(MemoryStoreCosts.class, options)) {
            final String depth = result.getParams().getParam("depth");
            final double score = result.getPrimaryResult().getStatistics().getPercentile(50);
            output.figure(
                    String.format(
                            Locale.ROOT,
                            "%s with %,d waiting, median",
                            MicroBenchmarks.name(result),
                            Integer.parseInt(depth)),
                    score,
                    result.getPrimaryResult().getScoreUnit());
            nanos.computeIfAbsent(MicroBenchmarks.name(result), name -> new LinkedHashMap<>())
                    .put(depth, score);
        }
        nanos.forEach((name, byDepth) -> {
            final List<Double> inOrder = List.copyOf(byDepth.values());
            final double ratio = inOrder.get(inOrder.size() - 1) / inOrder.get(0);
            if (name.equals("find")) {
                output.figure("find with the most ÷ with the fewest, which limits the others", ratio, "");
            } else {
                output.atMost(3, name + " with the most ÷ with the fewest", ratio);
            }
        });
    }

    private static double bytesEach(final int jobs) {
        final List<String> payloads =
                IntStream.range(0, jobs).mapToObj("{\"number\":%d}"::formatted).toList();
        final long before = usedHeap();
        final JobStore store = new MemoryJobStore();
        for (int first = 0; first < jobs; first += BULK) {
            final List<JobRequest> requests = new ArrayList<>(BULK);
            for (final String payload : payloads.subList(first, Math.min(jobs, first + BULK))) {
                requests.add(JobRequest.builder("noop", payload).build());
            }
            store.submit(requests);
        }
        final long taken = usedHeap() - before;
        // Both are alive until here.
        if (store.overview().workloads().get(0).startable().jobs() != payloads.size()) {
            throw new IllegalStateException("not all jobs wait: " + store.overview());
        }
        store.close();
        return (double) taken / jobs;
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
