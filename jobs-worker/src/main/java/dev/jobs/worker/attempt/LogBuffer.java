package dev.jobs.worker.attempt;

import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The newest lines of an attempt's log, until they are reported. It holds no more than is kept of the whole log: of what comes
 * faster than it is reported, the oldest lines go, and their numbers are left out. Safe to share between threads; no call
 * waits for anything.
 */
final class LogBuffer {
    private final Lease lease;
    private final LogLimits kept;
    private final LongSupplier ticker;

    // Guarded by this, as is all below.
    private final Deque<Line> lines = new ArrayDeque<>();
    private long bytes;
    private long newest;
    private boolean closed;

    private record Line(String text, int bytes, long at) {}

    /** @param ticker the monotonic clock, in nanoseconds */
    LogBuffer(final Lease lease, final LogLimits kept, final LongSupplier ticker) {
        this.lease = lease;
        this.kept = kept;
        this.ticker = ticker;
    }

    /** Adds a text of one line or more; true if there was nothing to report before. */
    boolean add(final String text) {
        final long now = ticker.getAsLong();
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return addLine(text, now);
        }
        return text.lines().map(line -> addLine(line, now)).reduce(false, (one, other) -> one || other);
    }

    private boolean addLine(final String whole, final long now) {
        // One character more than is kept shows, when it is reported, that the line was longer.
        final String text = whole.length() <= kept.lineLength() ? whole : whole.substring(0, kept.lineLength() + 1);
        final int size = bytes(text);
        synchronized (this) {
            if (closed) {
                return false;
            }
            final boolean first = lines.isEmpty();
            newest++;
            lines.add(new Line(text, size, now));
            bytes += size;
            while (lines.size() > kept.lines() || (bytes > kept.bytes() && lines.size() > 1)) {
                bytes -= lines.remove().bytes();
            }
            return first;
        }
    }

    private static int bytes(final String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c >= 0x80) {
                // Each half of a pair counts for two of its four bytes.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    /** The bytes of the lines that wait. */
    synchronized long bytes() {
        return bytes;
    }

    /** Takes no more lines: the attempt is over. */
    synchronized void close() {
        closed = true;
    }

    /** The lines that have not been taken before. */
    Optional<Report.Logged> take() {
        final List<Line> taken;
        final long first;
        synchronized (this) {
            if (lines.isEmpty()) {
                return Optional.empty();
            }
            taken = List.copyOf(lines);
            first = newest - lines.size() + 1;
            lines.clear();
            bytes = 0;
        }
        final long now = ticker.getAsLong();
        return Optional.of(Report.logged(
                lease,
                first,
                taken.stream()
                        .map(line ->
                                new Report.Logged.Line(line.text(), Duration.ofNanos(Math.max(0, now - line.at()))))
                        .toList(),
                kept));
    }
}
