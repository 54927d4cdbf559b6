package dev.jobs.chaos;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.Release;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.JdbcSettings.Signalling;
import dev.jobs.worker.Worker;
import dev.jobs.worker.command.Command;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long it takes from the call of a cancel until the confirmed release of its job is in the store, and prints
 * the distribution. Its arguments: memory, postgresql or polling, and the number of rounds, 200 by default.
 */
final class CancelLatency implements AutoCloseable {
    private static final JobType<String, String> TYPE = JobType.of("cancelled", String.class, String.class);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final int SLOTS = 8;
    private static final Path DIRECTORY = Path.of("target", "cancel-latency");

    /** The kinds of jobs that are cancelled. */
    private static final Map<String, Command> COMMANDS = Map.of(
            "sleep", shell("echo ready; exec sleep 1000"),
            "three deep", shell("sh -c 'sh -c \"echo ready; sleep 1000; :\"; :'; :"),
            "ignores TERM, less the grace", shell("trap '' TERM; echo ready; while :; do sleep 1000; done"),
            "JVM",
                    Command.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CancelLatency.class.getName(),
                            "child"));

    private final JobStore store;
    private final Worker worker;
    private final int atOnce;
    private final Map<JobId, Round> rounds = new ConcurrentHashMap<>();

    /** One job, from its child's first line to its release. */
    private record Round(CountDownLatch ready, CountDownLatch released) {
        Round() {
            this(new CountDownLatch(1), new CountDownLatch(1));
        }
    }

    /**
     * @param submitters the store as those see it who submit and cancel
     * @param workers the store as the worker sees it
     * @param atOnce how many rounds go on at once
     */
    private CancelLatency(final JobStore submitters, final JobStore workers, final int atOnce) {
        this.store = submitters;
        this.atOnce = atOnce;
        this.worker = Worker.builder(observed(workers))
                .slots(SLOTS)
                .killGrace(GRACE)
                .closeGrace(Duration.ZERO)
                .handle(TYPE, context -> {
                    final Round round = round(context.job().id());
                    return context.exec(requireNonNull(COMMANDS.get(context.payload()), "a command")
                                    .onLine(line -> round.ready().countDown()))
                            .outputTail();
                })
                .start();
    }

    public static void main(final String[] arguments) throws Exception {
        final List<String> given = List.of(arguments);
        if (given.equals(List.of("child"))) {
            System.out.println("ready");
            TimeUnit.DAYS.sleep(1);
        }
        final String where = given.isEmpty() ? "memory" : given.get(0);
        final int number = given.size() < 2 ? 200 : Integer.parseInt(given.get(1));
        if (where.equals("memory")) {
            try (JobStore memory = JobStores.open("memory:")) {
                measure("memory, signals", memory, memory, 1, number);
            }
            return;
        }
        final Signalling signals = where.equals("polling") ? Signalling.OFF : Signalling.ON;
        final JdbcSettings settings = JdbcSettings.defaults().withSignals(signals);
        ChaosDatabase.delete(DIRECTORY);
        Files.createDirectories(DIRECTORY);
        try (ChaosDatabase database = ChaosDatabase.create(DIRECTORY);
                JobStore submitters = JdbcJobStore.open(database.url(database.port()), settings);
                JobStore workers = JdbcJobStore.open(database.url(database.port()), settings)) {
            measure(
                    signals == Signalling.ON ? "PostgreSQL, signals" : "PostgreSQL, polling each second",
                    submitters,
                    workers,
                    signals == Signalling.ON ? 1 : SLOTS,
                    number);
        }
    }

    private static void measure(
            final String where, final JobStore submitters, final JobStore workers, final int atOnce, final int number)
            throws Exception {
        try (CancelLatency latency = new CancelLatency(submitters, workers, atOnce)) {
            latency.nanos("sleep", number / 4); // warm-up
            for (final String what : List.of("sleep", "JVM", "three deep", "ignores TERM, less the grace")) {
                print(where + ": " + what, latency.nanos(what, number));
            }
        }
    }

    private static Command shell(final String script) {
        return Command.of("sh", "-c", script);
    }

    private long[] nanos(final String what, final int number) throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            final var results = new ArrayList<Future<Long>>();
            for (int i = 0; i < number; i++) {
                results.add(threads.submit(() -> cancelOne(what)));
            }
            final var nanos = new long[number];
            for (int i = 0; i < number; i++) {
                nanos[i] = results.get(i).get();
            }
            return nanos;
        } finally {
            threads.shutdownNow();
        }
    }

    private long cancelOne(final String what) throws InterruptedException {
        final JobId id = store.submit(TYPE.request(what));
        final Round round = round(id);
        round.ready().await();
        if (atOnce > 1) {
            // Or all would be cancelled right after the poll that started them.
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(1_000));
        }
        final long start = System.nanoTime();
        store.cancel(id);
        round.released().await();
        final long took = System.nanoTime() - start;
        return what.startsWith("ignores") ? took - GRACE.toNanos() : took;
    }

    /** Made by whoever comes first, the submitter or the handler. */
    private Round round(final JobId id) {
        return rounds.computeIfAbsent(id, any -> new Round());
    }

    /** The store as it is, but for being told of each confirmed release that was written. */
    private JobStore observed(final JobStore target) {
        return (JobStore) Proxy.newProxyInstance(
                JobStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    final Object answer;
                    try {
                        answer = method.invoke(target, arguments);
                    } catch (final InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    if (method.getName().equals("report") && arguments[0] instanceof List<?> reports) {
                        note(reports, (List<?>) answer);
                    }
                    return answer;
                });
    }

    private void note(final List<?> reports, final List<?> outcomes) {
        for (int i = 0; i < reports.size(); i++) {
            if (reports.get(i) instanceof Report.Released released
                    && released.release() == Release.CONFIRMED
                    && outcomes.get(i) == ReportOutcome.APPLIED) {
                round(released.lease().jobId()).released().countDown();
            }
        }
    }

    private static void print(final String what, final long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f |%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[Math.min(nanos.length - 1, nanos.length * 99 / 100)] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    @Override
    public void close() {
        worker.close();
    }
}
