package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.store.JobStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The cost to a store of the position of a job at the end of a queue, while the queue moves. */
final class PositionBenchmark implements Benchmark {
    @Override
    public String purpose() {
        return "a store's own positions at the end of queues of 100, 10,000 and 1,000,000, while jobs are claimed and cancelled";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int[] depths = options.numbers("depths", 100, 10_000, 1_000_000);
        final int callers = options.number("callers", 8);
        final long nanos = TimeUnit.MILLISECONDS.toNanos(options.number("millis", 3_000));
        output.figure("callers", callers, "");
        final List<WaitingJobs> all = new ArrayList<>();
        try (Server server = Server.start(output)) {
            try {
                for (final int depth : depths) {
                    all.add(WaitingJobs.onPostgres(server, depth));
                    all.add(WaitingJobs.inMemory(depth));
                }
                final Race race = new Race(output, "positions/s");
                final Map<String, Latencies> latencies = new LinkedHashMap<>();
                for (final WaitingJobs jobs : all) {
                    positions(jobs, callers, nanos, new Latencies());
                    final Latencies its = new Latencies();
                    latencies.put(jobs.name(), its);
                    race.add(jobs.name(), () -> positions(jobs, callers, nanos, its));
                }
                race.run(options.number("rounds", 3));
                latencies.forEach((name, of) -> of.tell(output, name));
                for (int kind = 0; kind < 2; kind++) {
                    final String shortest = all.get(kind).name();
                    final String longest = all.get(all.size() - 2 + kind).name();
                    output.atLeast(0.5, longest + " ÷ " + shortest, race.ratio(longest, shortest));
                }
            } finally {
                all.forEach(WaitingJobs::close);
            }
        }
    }

    /** The number of positions a second that the callers get together; the first third of the time does not count. */
    private static double positions(
            final WaitingJobs jobs, final int callers, final long nanos, final Latencies latencies)
            throws InterruptedException {
        final AtomicInteger counted = new AtomicInteger();
        final long begin = System.nanoTime() + nanos / 3;
        final long end = begin + nanos - nanos / 3;
        try (Churn churn = Churn.of(jobs.store())) {
            churn.start();
            Callers.run(callers, caller -> {
                final Latencies own = ask(jobs.store(), jobs.last().get(caller), begin, end);
                counted.addAndGet(own.count());
                synchronized (latencies) {
                    latencies.addAll(own);
                }
            });
        }
        return counted.get() / ((end - begin) / 1e9);
    }

    private static Latencies ask(final JobStore store, final JobId id, final long begin, final long end) {
        final Latencies latencies = new Latencies();
        long now = System.nanoTime();
        while (now - end < 0) {
            final long asked = now;
            if (store.poll(id).orElseThrow().queuePosition().isEmpty()) {
                throw new IllegalStateException("job " + id + " waits no more");
            }
            now = System.nanoTime();
            if (asked - begin >= 0) {
                latencies.add(now - asked);
            }
        }
        return latencies;
    }
}
