package dev.jobs.worker.process.watchdog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.group.ControlGroups;
import dev.jobs.worker.process.launch.ProgramLookup;
import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.LinuxProcessTable;
import dev.jobs.worker.process.table.NumberMarks;
import dev.jobs.worker.thread.OneTime;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small process beside the worker that ends the worker's children when the worker itself is gone, even by SIGKILL.
 *
 * <p>It blocks in reading a pipe that only the worker holds open; the end of the pipe means that the worker is gone. It is
 * started with the first child, and again if it is killed. Safe for threads; no caller waits for another.
 */
public final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int MAX_RESTARTS = 20;
    private static final String READY = "ready";

    private final Watched watched;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile Optional<Process> running = Optional.empty();
    private volatile boolean closed;

    /**
     * The processes that it ends.
     *
     * @param mark the worker's mark
     * @param grace the time from SIGTERM to SIGKILL
     * @param numbers the numbers of the worker's commands
     * @param groups its control groups
     */
    public record Watched(String mark, Duration grace, NumberMarks numbers, OneTime<Optional<ControlGroups>> groups) {}

    public Watchdog(final Watched watched) {
        this.watched = watched;
    }

    /** Starts it where the platform lets it find anything, unless it runs already. */
    public void startIfNeeded() {
        if (closed || !LinuxProcessTable.isAvailable() || !started.compareAndSet(false, true)) {
            return;
        }
        try {
            final Process process = start();
            running = Optional.of(process);
            if (closed) {
                closePipe(process);
            }
            checkReady(process);
            final var unused = process.onExit().thenAccept(this::startAgain);
        } catch (final IOException | OutOfMemoryError failed) {
            started.set(false);
            LogRelay.log(
                    () -> LOG.warn("No watchdog can be started: children outlive this worker if it is killed", failed));
        }
    }

    /** Lets it end. */
    public void close() {
        closed = true;
        running.ifPresent(Watchdog::closePipe);
    }

    private void startAgain(final Process ended) {
        closePipe(ended);
        running = Optional.empty();
        started.set(false);
        if (closed) {
            return;
        }
        if (restarts.incrementAndGet() <= MAX_RESTARTS) {
            LogRelay.log(() -> LOG.warn(
                    "The watchdog of the worker's children ended with code {}: starting another", ended.exitValue()));
            startIfNeeded();
        } else {
            LogRelay.log(() ->
                    LOG.warn("The watchdog of the worker's children keeps ending: the next child starts another"));
            restarts.set(0);
        }
    }

    private Process start() throws IOException {
        final List<String> line = new ArrayList<>();
        ProgramLookup.find("setsid").map(Path::toString).ifPresent(line::add);
        final long graceTenths = (watched.grace().toMillis() + 99) / 100;
        // Found here, since a PATH may be relative to where the worker runs.
        line.add(ProgramLookup.find("sh").map(Path::toString).orElse("sh"));
        line.addAll(List.of("-c", script(), "jobs-watchdog", watched.mark(), Long.toString(graceTenths)));
        line.add(Long.toString(watched.numbers().first()));
        line.add(Long.toString(watched.numbers().end()));
        line.add(watched.groups()
                .get()
                .map(found -> found.directory().toString())
                .orElse(""));
        final var builder = new ProcessBuilder(line).directory(new File("/")).redirectError(Redirect.DISCARD);
        EnvironmentMarks.addServantTo(builder.environment());
        return builder.start();
    }

    /** Logs what it lacks, by its own test. */
    private static void checkReady(final Process process) {
        final var thread = new Thread(() -> readReady(process), "jobs-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    private static void readReady(final Process process) {
        try {
            final String line = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
            if (line != null && !line.equals(READY)) {
                LOG.warn(
                        "The watchdog of the worker's children lacks{}: if this worker is killed, they may end late or not",
                        line.substring(Math.min(line.length(), READY.length())));
            }
        } catch (final IOException ended) {
            LOG.debug("The watchdog ended before it was ready", ended);
        }
    }

    private static String script() {
        try (InputStream in = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            if (in == null) {
                throw new IllegalStateException("watchdog.sh is missing beside its class");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void closePipe(final Process process) {
        try {
            process.getOutputStream().close();
        } catch (final IOException alreadyGone) {
            LOG.debug("The watchdog's pipe was gone", alreadyGone);
        }
    }
}
