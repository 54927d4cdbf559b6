package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.JdbcSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** The time in which an idle worker starts a job that is submitted elsewhere: from the return of submit to the handler's first line. */
final class LatencyBenchmark implements Benchmark {
    private static final int SLOTS = 16;
    private static final int JOBS = 300;
    private static final int FEW = 10;
    private static final String INSERT = "one durable insert";
    private static final long BETWEEN_MILLIS = 20;
    private static final long TOO_LONG_SECONDS = 30;

    /** The libraries that start a job when they look for one: seconds later, so that few jobs tell as much. */
    private static final Set<String> POLLED = Set.of("jobrunr", "pg-boss");

    @Override
    public String purpose() {
        return "idle worker, one job at a time: from the call of submit, and from its return, to the handler's first line";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int jobs = options.number("jobs", JOBS);
        final Medians medians = new Medians();
        final Optional<NodeLibraries> node = NodeLibraries.install(options, output);
        try (Server server = Server.start(output)) {
            final Map<Contender, Integer> contenders = contenders(options, node);
            contenders.keySet().forEach(contender -> output.fact(contender.name(), contender.configuration()));
            for (int round = 1; round <= options.number("rounds", 3); round++) {
                output.say("  round %d", round);
                medians.note(INSERT, insert(server, jobs));
                for (final Map.Entry<Contender, Integer> each : contenders.entrySet()) {
                    start(server, each.getKey(), each.getValue())
                            .note(medians, each.getKey().name());
                }
            }
        } finally {
            node.ifPresent(NodeLibraries::close);
        }
        medians.tell(output, "");
        output.atMost(2, "jobs, p50 ÷ one durable insert, p50", medians.ratio("jobs, p50", INSERT + ", p50"));
        output.atMost(10, "jobs, p99 ÷ one durable insert, p50", medians.ratio("jobs, p99", INSERT + ", p50"));
    }

    /** Those that are measured, each with how many jobs it gets in a round. */
    private static Map<Contender, Integer> contenders(final Options options, final Optional<NodeLibraries> node) {
        final int jobs = options.number("jobs", JOBS);
        final int few = options.number("few", FEW);
        final Map<Contender, Integer> contenders = new LinkedHashMap<>();
        contenders.put(Contenders.own(), jobs);
        contenders.put(JobsContender.inOneProcess(), jobs);
        contenders.put(new JobsContender(JdbcSettings.Signalling.OFF), few);
        if (options.number("others", 1) == 1) {
            Contenders.others(options, node)
                    .forEach(other -> contenders.put(other, POLLED.contains(other.name()) ? few : jobs));
        }
        return contenders;
    }

    private static Latencies insert(final Server server, final int times) throws InterruptedException {
        final Latencies latencies = new Latencies();
        try (Database database = server.newDatabase();
                Connection connection = database.connect()) {
            BareSql.OWN_TABLE.makeTable(database);
            try (PreparedStatement insert = connection.prepareStatement(BareSql.OWN_TABLE.insert(1))) {
                final int warmUp = times / 5;
                for (int i = 0; i < times + warmUp; i++) {
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
                    insert.setObject(1, JobId.random().value());
                    insert.setString(2, "{\"number\":1}");
                    final long begin = System.nanoTime();
                    insert.executeUpdate();
                    if (i >= warmUp) {
                        latencies.add(System.nanoTime() - begin);
                    }
                }
            }
            return latencies;
        } catch (final java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StartLatencies start(final Server server, final Contender contender, final int times)
            throws InterruptedException {
        final StartLatencies latencies = new StartLatencies();
        final SynchronousQueue<Long> starts = new SynchronousQueue<>();
        try (Database database = server.newDatabase();
                Contender.Session session = contender.open(database, number -> hand(starts, System.nanoTime()))) {
            session.start(SLOTS);
            final int warmUp = Math.max(2, times / 5);
            if (session.latencies(warmUp).isPresent()) {
                return session.latencies(times).orElseThrow();
            }
            for (int i = 0; i < times + warmUp; i++) {
                // Not in step with whoever polls.
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS + i * 7L % 13);
                final long called = System.nanoTime();
                session.submit();
                final long submitted = System.nanoTime();
                final Long started = starts.poll(TOO_LONG_SECONDS, TimeUnit.SECONDS);
                if (started == null) {
                    throw new IllegalStateException(contender.name() + " has not started a job");
                }
                if (i >= warmUp) {
                    latencies.add(started - called, started - submitted);
                }
            }
            return latencies;
        }
    }

    private static void hand(final SynchronousQueue<Long> starts, final long now) {
        try {
            starts.offer(now, TOO_LONG_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
