package dev.jobs.chaos;

import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.store.Report;
import dev.jobs.worker.Worker;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets one job log ten million lines, and another one copy 10 GB of a child's output to its log, and prints what that costs and
 * what a reader gets. Its arguments: the URL of a store, one in memory by default, the millions of lines and the gigabytes. To
 * be run with a small heap, such as {@code -Xmx64m}.
 */
final class LogFlood implements AutoCloseable {
    private static final JobType<Long, String> LINES = JobType.of("lines", Long.class, String.class);
    private static final JobType<Long, String> OUTPUT = JobType.of("output", Long.class, String.class);
    private static final String LINE =
            "a line of about a hundred characters, as a program writes it while it works at something for long";

    private final JobStore store;
    private final Worker worker;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    private LogFlood(final JobStore store) {
        this.store = store;
        this.worker = Worker.builder(observed(store))
                .slots(1)
                .handle(LINES, LogFlood::lines)
                .handle(OUTPUT, LogFlood::output)
                .start();
    }

    private static String lines(final JobContext<Long> context) {
        for (long i = 0; i < context.payload(); i++) {
            context.log(LINE + i);
        }
        return "done";
    }

    private static String output(final JobContext<Long> context) throws InterruptedException {
        return context.exec(Command.of("sh", "-c", "yes '" + LINE + "' | head -c " + context.payload())
                        .tailBytes(0)
                        .logOutput())
                .outputTail();
    }

    public static void main(final String[] arguments) throws Exception {
        final String url = arguments.length == 0 ? "memory:" : arguments[0];
        final long millions = arguments.length < 2 ? 10 : Long.parseLong(arguments[1]);
        final long gigabytes = arguments.length < 3 ? 10 : Long.parseLong(arguments[2]);
        try (JobStore store = JobStores.open(url);
                LogFlood flood = new LogFlood(store)) {
            flood.measure(millions + " million lines", LINES, millions * 1_000_000);
            flood.measure(gigabytes + " GB of output", OUTPUT, gigabytes * 1_000_000_000);
        }
    }

    private void measure(final String what, final JobType<Long, String> type, final long amount)
            throws InterruptedException {
        writes.set(0);
        written.set(0);
        final long start = System.nanoTime();
        final JobId id = store.submit(type.request(amount));
        long read = 0;
        long known = 0;
        long mostHeap = 0;
        boolean over = false;
        while (!over) {
            over = store.find(id).orElseThrow().finishedAt().isPresent();
            final JobLog log = store.log(id, known, JobLog.LARGEST_PAGE).orElseThrow();
            read += log.lines().size();
            known = log.last();
            mostHeap = Math.max(
                    mostHeap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            if (!over && !log.hasMore()) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        final double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0;
        System.gc();
        final JobLog kept = store.log(id, 0, JobLog.LARGEST_PAGE).orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f s | %.1f writes/s of %d lines | heap %d MB at most, %d MB at the end | a reader got %d lines and the"
                        + " word that %d were dropped | kept: %d lines, from %d to %d |%n",
                what,
                seconds,
                writes.get() / seconds,
                written.get() / Math.max(1, writes.get()),
                mostHeap / 1_000_000,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_000_000,
                read,
                known - read,
                kept.lines().size(),
                kept.lines().isEmpty() ? 0 : kept.lines().get(0).number(),
                kept.newest());
    }

    /** The store as it is, but for the writes of logs being counted. */
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
        if (report instanceof Report.Logged logged) {
            writes.incrementAndGet();
            written.addAndGet(logged.lines().size());
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
