package dev.jobs.chaos;

import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.store.Report;
import dev.jobs.worker.Worker;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long it takes from the moment at which an attempt reaches its time limit until its death is confirmed, and prints the
 * distribution. Each attempt runs a tree three deep of which every process ignores SIGTERM. Its arguments: the number of rounds,
 * 200 by default, and the URL of a store, one in memory by default.
 */
final class TimeLimitLatency implements AutoCloseable {
    private static final JobType<String, String> TYPE = JobType.of("limited", String.class, String.class);
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(200);

    // Who ignores a signal has children who ignore it.
    private static final Command TREE = Command.of(
            "sh",
            "-c",
            "trap '' TERM; echo $$; sh -c 'echo $$; sh -c \"echo \\$\\$; while :; do sleep 1000; done\"; :'; :");

    private final JobStore store;
    private final Worker worker;
    private final Map<JobId, Round> rounds = new ConcurrentHashMap<>();

    /** One job, from the begin of its attempt to the report of its end. */
    private static final class Round {
        private final CountDownLatch over = new CountDownLatch(1);
        private final List<Long> tree = new CopyOnWriteArrayList<>();
        private volatile long begunAt;
        private volatile long reportedAt;
        private volatile boolean alive;
    }

    private TimeLimitLatency(final JobStore store) {
        this.store = store;
        this.worker = Worker.builder(observed(store))
                .slots(1)
                .killGrace(GRACE)
                .closeGrace(Duration.ZERO)
                .listener(new WorkerListener() {
                    @Override
                    public void onEnded(final WorkerEvent.Ended event) {
                        round(event.job().id()).over.countDown();
                    }
                })
                .handle(TYPE, this::handle)
                .start();
    }

    private String handle(final JobContext<String> context) throws InterruptedException {
        final Round round = round(context.job().id());
        round.begunAt = System.nanoTime();
        return context.exec(TREE.onLine(line -> round.tree.add(Long.parseLong(line))))
                .outputTail();
    }

    public static void main(final String[] arguments) throws Exception {
        final int number = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        final String url = arguments.length < 2 ? "memory:" : arguments[1];
        try (JobStore store = JobStores.open(url);
                TimeLimitLatency latency = new TimeLimitLatency(store)) {
            for (int i = 0; i < number / 10; i++) {
                latency.nanos(); // warm-up
            }
            final long[] nanos = new long[number];
            for (int i = 0; i < number; i++) {
                nanos[i] = latency.nanos();
            }
            print(url, nanos);
        }
    }

    /** From the limit of one attempt to the report of its end, when all of its processes must be dead. */
    private long nanos() throws InterruptedException {
        while (true) {
            final JobId id = store.submit(
                    TYPE.requestBuilder("x").maxAttempts(1).timeLimit(LIMIT).build());
            final Round round = round(id);
            round.over.await();
            rounds.remove(id);
            if (round.alive) {
                throw new IllegalStateException(
                        "of the tree " + round.tree + " of job " + id + " something was alive at its end");
            }
            if (round.tree.size() == 3) {
                return round.reportedAt - round.begunAt - LIMIT.toNanos();
            }
            // A machine that does much else has not begun the whole tree by then: that does not count.
        }
    }

    private Round round(final JobId id) {
        return rounds.computeIfAbsent(id, any -> new Round());
    }

    /** The store as it is, but for being looked at when a failure at a limit is reported. */
    private JobStore observed(final JobStore target) {
        return (JobStore) Proxy.newProxyInstance(
                JobStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("report") && arguments[0] instanceof List<?> reports) {
                        reports.forEach(this::note);
                    }
                    try {
                        return method.invoke(target, arguments);
                    } catch (final InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private void note(final Object report) {
        if (report instanceof Report.Failed failed && failed.cause() == Report.Failed.Cause.TIME_LIMIT) {
            final Round round = round(failed.lease().jobId());
            round.reportedAt = System.nanoTime();
            round.alive = round.tree.stream().anyMatch(TimeLimitLatency::lives);
        }
    }

    /** True unless it is gone, or nothing but its exit code is left. */
    private static boolean lives(final long pid) {
        try {
            final String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (final IOException gone) {
            return false;
        }
    }

    private static void print(final String where, final long[] nanos) {
        Arrays.sort(nanos);
        final double millis = TimeUnit.MILLISECONDS.toNanos(1);
        System.out.printf(
                Locale.ROOT,
                "| %s, less the grace of %d ms | %.1f | %.1f | %.1f |%n",
                where,
                GRACE.toMillis(),
                (nanos[nanos.length / 2] - GRACE.toNanos()) / millis,
                (nanos[Math.min(nanos.length - 1, nanos.length * 99 / 100)] - GRACE.toNanos()) / millis,
                (nanos[nanos.length - 1] - GRACE.toNanos()) / millis);
    }

    @Override
    public void close() {
        worker.close();
    }
}
