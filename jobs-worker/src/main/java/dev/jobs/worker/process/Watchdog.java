package dev.jobs.worker.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small process beside the worker that ends the worker's children when the worker itself is gone, even by SIGKILL.
 *
 * <p>It blocks in reading a pipe that only the worker holds open; the pipe's end tells it that the worker is gone. It is
 * started with the first child, and again if it is killed. Safe for threads.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int MAX_RESTARTS = 20;

    private final String workerMark;
    private final Duration grace;
    private Optional<Process> running = Optional.empty();
    private int restarts;
    private boolean closed;

    Watchdog(final String workerMark, final Duration grace) {
        this.workerMark = workerMark;
        this.grace = grace;
    }

    /** Starts it where the platform lets it find anything, unless it runs already. */
    synchronized void startIfNeeded() {
        if (closed || running.isPresent() || !LinuxProcessTable.isAvailable()) {
            return;
        }
        try {
            final Process process = start();
            running = Optional.of(process);
            final var unused = process.onExit().thenAccept(this::startAgain);
        } catch (final IOException failed) {
            LOG.warn("No watchdog can be started: children outlive this worker if it is killed", failed);
        }
    }

    /** Lets it end. */
    synchronized void close() {
        closed = true;
        running.ifPresent(Watchdog::closePipe);
    }

    private synchronized void startAgain(final Process ended) {
        closePipe(ended);
        running = Optional.empty();
        if (closed) {
            return;
        }
        if (restarts++ < MAX_RESTARTS) {
            LOG.warn("The watchdog of the worker's children ended with code {}: starting another", ended.exitValue());
            startIfNeeded();
        } else {
            LOG.warn("The watchdog of the worker's children keeps ending: the next child starts another");
            restarts = 0;
        }
    }

    private Process start() throws IOException {
        final List<String> line = new ArrayList<>();
        ProgramLookup.find("setsid").map(Path::toString).ifPresent(line::add);
        final long graceTenths = (grace.toMillis() + 99) / 100;
        line.addAll(List.of("sh", "-c", script(), "jobs-watchdog", workerMark, Long.toString(graceTenths)));
        final var builder = new ProcessBuilder(line)
                .directory(new File("/"))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        Marks.removeFrom(builder.environment());
        return builder.start();
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
