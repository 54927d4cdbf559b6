package dev.jobs.worker.engine;

import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.log.Counted;
import dev.jobs.worker.log.LogRelay;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a worker's start and close. Safe to share between threads. */
final class WorkerLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.jobs.worker.Worker");
    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private final WorkerId id;
    private final EngineSettings settings;
    private final JobStore store;
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicInteger handedBack = new AtomicInteger();
    private volatile long closingAt;

    WorkerLog(final WorkerId id, final EngineSettings settings, final JobStore store) {
        this.id = id;
        this.settings = settings;
        this.store = store;
        this.closingAt = settings.ticker().getAsLong();
    }

    void started() {
        LogRelay.log(() -> LOG.info(
                "Worker {} ({}) started on host {}, process {}: {} of {}, types {}, queues {}",
                settings.profile().name(),
                id,
                host(),
                ProcessHandle.current().pid(),
                Counted.of(settings.profile().slots(), "slot"),
                describe(store),
                new TreeSet<>(settings.profile().types()),
                new TreeSet<>(settings.profile().queues())));
    }

    void closing() {
        closingAt = settings.ticker().getAsLong();
    }

    /** An attempt has ended while the worker closes, with this to report. */
    void endedWhileClosing(final Optional<Report.Ended> end) {
        if (end.filter(report -> report instanceof Report.Released).isPresent()) {
            handedBack.incrementAndGet();
        } else if (end.isPresent()) {
            finished.incrementAndGet();
        }
    }

    /** The worker is closed; waits a moment until the lines are written, since the process may end with it. */
    void closed(final int running) {
        final Duration time = Duration.ofNanos(settings.ticker().getAsLong() - closingAt);
        final String jobs = Stream.of(
                        jobs(finished.get(), "finished meanwhile"),
                        jobs(handedBack.get(), "handed back"),
                        jobs(running, "not ended"))
                .filter(some -> !some.isEmpty())
                .collect(Collectors.joining(", "));
        LogRelay.log(() -> LOG.info(
                "Worker {} ({}) closed within {}: {}",
                settings.profile().name(),
                id,
                Counted.time(time),
                jobs.isEmpty() ? "no job was running" : jobs));
        LogRelay.awaitWritten(LAST_LINES);
    }

    private static String jobs(final int number, final String end) {
        return number == 0 ? "" : Counted.of(number, "job") + " " + end;
    }

    /** The store in its own words, where it has some. */
    private static String describe(final JobStore store) {
        final String text = String.valueOf(store);
        return text.startsWith(store.getClass().getName() + "@")
                ? store.getClass().getSimpleName()
                : text;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (final UnknownHostException e) {
            return "unknown";
        }
    }
}
