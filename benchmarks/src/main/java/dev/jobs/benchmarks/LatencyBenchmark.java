package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.JdbcSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.LinkedHashMap;
import java.util.List;
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
        final int few = options.number("few", FEW);
        final Contender own = Contenders.own();
        final Contender inOneProcess = JobsContender.inOneProcess();
        try (Server server = Server.start(output)) {
            final Latencies insert = new Latencies();
            final Map<Contender, StartLatencies> started = new LinkedHashMap<>();
            for (int round = 0; round < 3; round++) {
                insert(server, jobs / 3, insert);
                for (final Contender each : List.of(own, inOneProcess)) {
                    start(server, each, jobs / 3, started.computeIfAbsent(each, unused -> new StartLatencies()));
                }
            }
            insert.tell(output, "one durable insert");
            started.forEach((contender, latencies) -> latencies.tell(output, contender.name()));
            final Latencies start =
                    Optional.ofNullable(started.get(own)).orElseThrow().sinceReturn();
            output.atMost(2, "jobs, p50 ÷ one durable insert, p50", start.quantile(0.5) / insert.quantile(0.5));
            output.atMost(10, "jobs, p99 ÷ one durable insert, p50", start.quantile(0.99) / insert.quantile(0.5));
            tell(server, output, new JobsContender(JdbcSettings.Signalling.OFF), few);
            if (options.number("others", 1) == 1) {
                others(server, output, options);
            }
        }
    }

    private static void others(final Server server, final Output output, final Options options)
            throws InterruptedException {
        final int jobs = options.number("jobs", JOBS);
        final int few = options.number("few", FEW);
        final Optional<NodeLibraries> node = NodeLibraries.install(options, output);
        try {
            for (final Contender other : Contenders.others(node)) {
                tell(server, output, other, POLLED.contains(other.name()) ? few : jobs);
            }
        } finally {
            node.ifPresent(NodeLibraries::close);
        }
    }

    private static void tell(final Server server, final Output output, final Contender contender, final int jobs)
            throws InterruptedException {
        output.fact(contender.name(), contender.configuration());
        final StartLatencies latencies = new StartLatencies();
        start(server, contender, jobs, latencies);
        latencies.tell(output, contender.name());
    }

    private static void insert(final Server server, final int times, final Latencies latencies)
            throws InterruptedException {
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
        } catch (final java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(
            final Server server, final Contender contender, final int times, final StartLatencies latencies)
            throws InterruptedException {
        final SynchronousQueue<Long> starts = new SynchronousQueue<>();
        try (Database database = server.newDatabase();
                Contender.Session session = contender.open(database, () -> hand(starts, System.nanoTime()))) {
            session.start(SLOTS);
            final int warmUp = Math.max(2, times / 5);
            if (session.latencies(warmUp).isPresent()) {
                latencies.addAll(session.latencies(times).orElseThrow());
                return;
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
