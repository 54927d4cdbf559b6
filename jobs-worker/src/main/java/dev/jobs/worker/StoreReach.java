package dev.jobs.worker;

import dev.jobs.store.JobStoreException;
import dev.jobs.worker.process.LogRelay;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store answers, as one notion for all threads of a worker that call it: an outage is told of once when it
 * begins, whichever call meets it first, and once when it is over. Safe to share between threads.
 *
 * <p>An outage is over when each call that has failed was answered again, or is no longer needed. A call that fails for a
 * reason of its own, while others are answered, so does not make the log alternate between bad news and good.
 */
final class StoreReach {
    private static final Logger LOG = LoggerFactory.getLogger(StoreReach.class);

    private final Object lock = new Object();

    // Guarded by the lock, as is all below; an outage may also be seen without it.
    private final Set<Call> failing = EnumSet.noneOf(Call.class);
    private volatile boolean outage;
    private long since;
    private long late;

    /** The calls of a worker. */
    enum Call {
        HEARTBEAT("tell that this worker lives"),
        CLAIM("claim jobs"),
        REPORT("write reports"),
        RECOVER("recover the jobs of lost workers"),
        PRUNE("delete finished jobs");

        private final String purpose;

        Call(final String purpose) {
            this.purpose = purpose;
        }

        /** As in "could not …". */
        String purpose() {
            return purpose;
        }
    }

    /** A call has failed. */
    void failed(final Call call, final Throwable failure) {
        final boolean first;
        synchronized (lock) {
            first = failing.isEmpty();
            if (first) {
                since = System.nanoTime();
                late = 0;
            }
            failing.add(call);
            outage = true;
        }
        if (!first) {
            LogRelay.log(() -> LOG.debug("The store still does not answer: could not {}", call.purpose(), failure));
        } else if (failure instanceof JobStoreException) {
            LogRelay.log(() -> {
                LOG.warn(
                        "The store does not answer: {}. Jobs that run go on as long as their leases last; it is tried"
                                + " again until it answers",
                        cause(failure));
                LOG.debug("The store does not answer", failure);
            });
        } else {
            LogRelay.log(() -> LOG.error(
                    "The store does not answer as a store should: could not {}. It is tried again until it does",
                    call.purpose(),
                    failure));
        }
    }

    /** A call was answered. */
    void answered(final Call call) {
        if (outage) {
            noLongerFails(call);
        }
    }

    /** So many reports were written; whether more of them wait. */
    void written(final int ends, final boolean more) {
        if (outage) {
            synchronized (lock) {
                late += ends;
            }
            if (!more) {
                noLongerFails(Call.REPORT);
            }
        }
    }

    /** A call that may have failed need not be made any more, for now. */
    void notNeeded(final Call call) {
        answered(call);
    }

    /** Whether some call has failed and was not answered since. */
    boolean isOutage() {
        return outage;
    }

    private void noLongerFails(final Call call) {
        final Duration time;
        final long written;
        synchronized (lock) {
            if (!failing.remove(call) || !failing.isEmpty()) {
                return;
            }
            outage = false;
            time = Duration.ofNanos(System.nanoTime() - since);
            written = late;
        }
        LogRelay.log(() -> LOG.info(
                "The store answers again, after {}; {}",
                Counted.time(time),
                written == 0 ? "no report was late" : Counted.of(written, "report") + " written late"));
    }

    /** The messages of a failure and of what is behind it, each once, in one line. */
    private static String cause(final Throwable failure) {
        final StringBuilder text = new StringBuilder();
        final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable part = failure; part != null && seen.add(part); part = part.getCause()) {
            final String message = FailureText.of(part).replaceAll("\\s+", " ").strip();
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }
}
