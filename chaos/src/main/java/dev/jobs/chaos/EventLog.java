package dev.jobs.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jobs.store.Lease;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file that events are added to, one line each, by one process. What was added survives the process: it is with the
 * system when {@link #add} returns. Safe for threads.
 */
final class EventLog implements AutoCloseable {
    private static final String SUFFIX = ".events";

    private final String source;
    // Not a channel: an interrupt, as every cancel sends one, would close it.
    private final OutputStream file;

    private EventLog(final String source, final OutputStream file) {
        this.source = source;
        this.file = file;
    }

    /** A new log of this source, or more of it. */
    static EventLog open(final Path directory, final String source) {
        try {
            return new EventLog(
                    source,
                    new FileOutputStream(directory.resolve(source + SUFFIX).toFile(), true));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    void add(final ChaosEvent.Kind kind, final String job, final String detail) {
        add(now(), kind, job, 0, detail);
    }

    void add(final ChaosEvent.Kind kind, final Lease lease, final String detail) {
        add(now(), kind, lease.jobId().toString(), lease.number(), detail);
    }

    /** Adds something that happened, or may have happened, at a moment before. */
    synchronized void add(
            final long micros, final ChaosEvent.Kind kind, final String job, final long lease, final String detail) {
        final String line = new ChaosEvent(micros, source, kind, job, lease, detail).line();
        try {
            file.write(line.getBytes(UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All events in a directory's logs, in the order of their times. */
    static List<ChaosEvent> readAll(final Path directory) {
        final var events = new ArrayList<ChaosEvent>();
        try (Stream<Path> files = Files.list(directory)) {
            for (final Path each : files.toList()) {
                final String name = each.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    final String source = name.substring(0, name.length() - SUFFIX.length());
                    for (final String line : Files.readAllLines(each)) {
                        ChaosEvent.parse(source, line).ifPresent(events::add);
                    }
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        events.sort(Comparator.comparingLong(ChaosEvent::micros));
        return events;
    }
}
