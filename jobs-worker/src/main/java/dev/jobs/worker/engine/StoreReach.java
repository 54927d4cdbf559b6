package dev.jobs.worker.engine;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreException;
import dev.jobs.worker.delivery.Listeners;
import dev.jobs.worker.log.Counted;
import dev.jobs.worker.log.FailureText;
import dev.jobs.worker.log.LogRelay;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the store, answering or not, as one notion for all threads of a worker that call it: an outage is logged once when it
 * begins, whichever call meets it first, and once when it is over. Safe to share between threads.
 *
 * <p>An outage is over when each call that has failed was answered again, or is no longer needed. A call that fails for a
 * reason of its own, while others are answered, so does not make the log alternate between bad news and good.
 *
 * <p>A store that refuses calls because of its configuration counts as an outage too, since an operator may correct that while
 * the worker runs. It is an error in the log, once, and is tried again as often as any outage: leases hang on how soon the
 * store answers.
 */
final class StoreReach {
    private static final Logger LOG = LoggerFactory.getLogger(StoreReach.class);

    private final Listeners listeners;
    private final LongSupplier ticker;
    private final Object lock = new Object();

    // Guarded by the lock, as is all below; an outage may also be seen without it.
    private final Set<Call> failing = new HashSet<>();
    private volatile boolean outage;
    private boolean misconfigured;
    private long since;
    private long late;

    /** @param ticker the monotonic clock, in nanoseconds */
    StoreReach(final Listeners listeners, final LongSupplier ticker) {
        this.listeners = listeners;
        this.ticker = ticker;
    }

    /**
     * A call of the store.
     *
     * @param purpose what it is for, as in "could not …"
     */
    record Call(String purpose) {
        static final Call HEARTBEAT = new Call("tell that this worker lives");
        static final Call CLAIM = new Call("claim jobs");
        static final Call REPORT = new Call("write reports");
    }

    /** A call has failed. */
    void failed(final Call call, final Throwable failure) {
        final boolean asksForAChange = failure instanceof JobStoreConfigurationException;
        final boolean first;
        synchronized (lock) {
            final boolean begins = failing.isEmpty();
            if (begins) {
                since = ticker.getAsLong();
                late = 0;
                misconfigured = false;
            }
            // An outage passes by itself, and this does not: it is logged even if the outage was logged before.
            first = begins || (asksForAChange && !misconfigured);
            misconfigured |= asksForAChange;
            failing.add(call);
            outage = true;
            if (begins) {
                listeners.storeOutOfReach(failure);
            }
        }
        if (first && asksForAChange) {
            LogRelay.log(() -> {
                LOG.error(
                        "The store cannot be used as it is configured: could not {}: {}. This does not pass by itself; it is"
                                + " tried again until somebody has changed it",
                        call.purpose(),
                        cause(failure));
                LOG.debug("The store cannot be used as it is configured", failure);
            });
        } else if (!first) {
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

    /**
     * Reports were written.
     *
     * @param ends the number of ends among them
     * @param more whether more reports wait
     */
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

    /** True if some call has failed and was not answered since. */
    boolean isOutage() {
        return outage;
    }

    /** The time since the outage began; empty if there is none. */
    Optional<Duration> outOfReachFor() {
        synchronized (lock) {
            return failing.isEmpty() ? Optional.empty() : Optional.of(Duration.ofNanos(ticker.getAsLong() - since));
        }
    }

    private void noLongerFails(final Call call) {
        final Duration time;
        final long written;
        synchronized (lock) {
            if (!failing.remove(call) || !failing.isEmpty()) {
                return;
            }
            outage = false;
            time = Duration.ofNanos(ticker.getAsLong() - since);
            written = late;
            listeners.storeBack(time);
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
