package dev.jobs.http.servlet.response;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the faults of a service itself, in bounds, since anybody may be able to cause them again and again. Safe to share between
 * threads.
 */
public final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long NANOS_BETWEEN_TRACES = 10_000_000_000L;
    private static final int MOST_FRAMES = 100;
    private static final int MOST_CAUSES = 10;
    private static final int MOST_KINDS = 100;

    private final LongSupplier ticker;
    /** The time at which a fault of each class was last logged with its stack trace, by the ticker. */
    private final Map<Class<?>, Long> tracedAt = new ConcurrentHashMap<>();

    /**
     * A log that has no faults yet.
     *
     * @param ticker the monotonic clock by which traces are spaced, in nanoseconds
     */
    public FaultLog(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    /**
     * Logs a fault of the service itself. Of one class of faults a stack trace is logged every ten seconds at most, and no
     * trace is longer than a hundred frames; in between a fault is one line.
     */
    public void log(final String request, final Throwable fault) {
        try {
            shortened(fault);
            if (isTraceDue(fault.getClass())) {
                LOG.error("{} failed, and was answered as an internal error", request, fault);
            } else {
                LOG.error("{} failed, and was answered as an internal error: {}", request, place(fault));
            }
        } catch (final RuntimeException | Error e) {
            // A logger that fails, for want of memory perhaps, must not keep the client from its answer.
        }
    }

    private boolean isTraceDue(final Class<?> kind) {
        final long now = ticker.getAsLong();
        final Long last = tracedAt.get(kind);
        if (last != null && now - last < NANOS_BETWEEN_TRACES) {
            return false;
        }
        if (tracedAt.size() >= MOST_KINDS) {
            tracedAt.clear();
        }
        tracedAt.put(kind, now);
        return true;
    }

    private static String place(final Throwable fault) {
        final StackTraceElement[] frames = fault.getStackTrace();
        return fault.getClass().getName() + (frames.length > 0 ? " at " + frames[0] : "");
    }

    /** The fault, with as much of its stack traces as is worth a place in a log. */
    public static Throwable shortened(final Throwable fault) {
        Throwable some = fault;
        for (int i = 0; some != null && i < MOST_CAUSES; i++) {
            final StackTraceElement[] frames = some.getStackTrace();
            if (frames.length > MOST_FRAMES) {
                some.setStackTrace(Arrays.copyOf(frames, MOST_FRAMES));
            }
            some = some.getCause();
        }
        return fault;
    }
}
