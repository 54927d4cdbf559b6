package dev.jobs.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jobs.store.Lease;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.JobHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The handler of the run's jobs, which writes down when it begins and ends, and looks at what was left of others. */
final class Work implements JobHandler<ChaosJob, String> {
    private static final String SCRIPT = script();

    private final ObservedStore store;
    private final EventLog log;
    private final Children children;
    private final AtomicInteger running = new AtomicInteger();

    Work(final ObservedStore store, final EventLog log, final Children children) {
        this.store = store;
        this.log = log;
        this.children = children;
    }

    @Override
    public String handle(final JobContext<ChaosJob> context) throws Exception {
        final Lease lease = store.claimed(context.job().id());
        log.add(
                ChaosEvent.Kind.BEGUN,
                lease,
                context.job().attempt() + " " + context.job().maxAttempts() + " " + running.incrementAndGet() + " "
                        + context.job()
                                .limits()
                                .timeLimit()
                                .orElse(Duration.ZERO)
                                .toMillis());
        try {
            children.aliveUnderOthers(lease)
                    .forEach(child -> log.add(ChaosEvent.Kind.STILL_ALIVE, lease, "begin " + child.lease()));
            return work(context, lease);
        } finally {
            running.decrementAndGet();
            log.add(ChaosEvent.Kind.ENDED, lease, "");
        }
    }

    private String work(final JobContext<ChaosJob> context, final Lease lease) throws Exception {
        final ChaosJob order = context.payload();
        switch (order.kind()) {
            case QUICK -> TimeUnit.MILLISECONDS.sleep(order.millis());
            case TALKATIVE -> talk(context);
            case FAILS_ONCE -> {
                TimeUnit.MILLISECONDS.sleep(order.millis());
                if (context.job().attempt() == 1) {
                    throw new IOException("the first time fails");
                }
            }
            case FAILS -> {
                TimeUnit.MILLISECONDS.sleep(order.millis());
                throw new IOException("each time fails");
            }
            case TREE, DEAF_TREE -> context.exec(tree(order, lease));
            case DEAF -> beDeaf(order);
            case HANGS -> {
                log.add(ChaosEvent.Kind.START_HANGS, lease, "");
                context.exec(Command.of("cat").input(children.fifo()));
            }
            case KILLS_ITS_WORKER -> Runtime.getRuntime().halt(1);
        }
        return "done";
    }

    private static void talk(final JobContext<ChaosJob> context) throws InterruptedException {
        for (final String stage : new String[] {"downloading", "normalizing", "saving"}) {
            context.stage(stage);
            for (int percent = 0; percent <= 100; percent += 10) {
                context.progress(percent);
                context.log(stage + ": " + percent + " %");
                TimeUnit.MILLISECONDS.sleep(context.payload().millis() / 33);
            }
        }
    }

    private static void beDeaf(final ChaosJob order) {
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(order.millis());
        boolean interrupted = false;
        while (System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (final InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Command tree(final ChaosJob order, final Lease lease) {
        return Command.of(
                "sh",
                "-c",
                SCRIPT,
                "tree",
                children.file(lease.jobId().toString()).toAbsolutePath().toString(),
                Long.toString(lease.number()),
                String.format(Locale.ROOT, "%.3f", order.millis() / 1_000.0),
                order.kind() == ChaosJob.Kind.DEAF_TREE ? "deaf" : "");
    }

    private static String script() {
        try (InputStream in = Work.class.getResourceAsStream("tree.sh")) {
            if (in == null) {
                throw new IllegalStateException("tree.sh is missing beside its class");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
