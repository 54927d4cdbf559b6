package dev.jobs.watch.http;

import dev.jobs.store.JobStoreUnavailableException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the faults of a service itself and of its store, in bounds, since anybody may be able to cause them again and again. Safe to
 * share between threads.
 */
public final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long NANOS_BETWEEN = 10_000_000_000L;
    private static final int MOST_FRAMES = 100;
    private static final int MOST_CAUSES = 10;
    private static final int MOST_KINDS = 100;

    private final LongSupplier ticker;
    /** The time at which a fault of each class was last logged with its stack trace, by the ticker. */
    private final Map<Class<?>, Long> tracedAt = new ConcurrentHashMap<>();

    private final Object outage = new Object();
    /** The time at which it was last logged that the store is out of reach; guarded by {@code outage}. */
    private Optional<Long> outageAt = Optional.empty();
    /** The number of requests that have found it so since, and were not logged; guarded by {@code outage}. */
    private long unlogged;

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

    /**
     * Logs that a request was answered so, since the store is out of reach: one line every ten seconds at most, which counts those that
     * were left out.
     */
    public void outOfReach(final String request, final JobStoreUnavailableException fault) {
        final long leftOut;
        synchronized (outage) {
            final long now = ticker.getAsLong();
            if (outageAt.filter(last -> now - last < NANOS_BETWEEN).isPresent()) {
                unlogged++;
                return;
            }
            outageAt = Optional.of(now);
            leftOut = unlogged;
            unlogged = 0;
        }
        try {
            LOG.warn(
                    "Answered {} with 503, for the job store is out of reach: {}{}",
                    request,
                    fault.toString(),
                    leftOut == 0 ? "" : "; " + leftOut + " more since the last such line");
        } catch (final RuntimeException | Error e) {
            // As above.
        }
    }

    private boolean isTraceDue(final Class<?> kind) {
        final long now = ticker.getAsLong();
        final Long last = tracedAt.get(kind);
        if (last != null && now - last < NANOS_BETWEEN) {
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
