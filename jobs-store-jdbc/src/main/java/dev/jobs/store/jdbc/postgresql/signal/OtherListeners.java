package dev.jobs.store.jdbc.postgresql.signal;

import dev.jobs.JobSignal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The kinds of signals that other processes listen to. Safe to share between threads.
 *
 * <h2>The problem</h2>
 *
 * <p>A notification costs a transaction, and wakes every process that listens. Where one process submits jobs and runs them,
 * nobody else needs to know of any; the end of a job concerns nobody as long as nobody waits for one.
 *
 * <h2>The solution</h2>
 *
 * <p>A process tells the others the kinds of signals that it listens to: when it begins to, every twenty seconds, and when another one asks,
 * which each does when it begins to receive. A signal of a kind that nobody has told of lately is not sent.
 *
 * <p>All signals are sent as long as this process does not know: while it does not receive, and for a moment after it has asked. A process
 * that was not heard in time misses signals, which are hints: it finds by polling what they are of.
 *
 * <h2>An example</h2>
 *
 * <pre>
 *  second  a worker's process                       a web process
 *     0.0  receives, and asks                       (there is none)
 *     2.0  sends nothing, since nobody listens
 *     5.0                                           somebody waits for a job: "listens to finished"
 *     5.0  sends ends of jobs until 65.0
 *    25.0                                           says so again
 *    25.0  … until 85.0
 * </pre>
 */
final class OtherListeners {
    /** The time for which a process counts as listening after it has said so: three times as long as until it says so again. */
    private static final long LISTENING_NANOS = Duration.ofSeconds(60).toNanos();

    /** The time that others have to answer. */
    private static final long ANSWERING_NANOS = Duration.ofSeconds(2).toNanos();

    private final LongSupplier ticker;
    private final Map<Class<? extends JobSignal>, Long> heardAt = new ConcurrentHashMap<>();
    private boolean receiving; // guarded by this
    private volatile OptionalLong askedAt = OptionalLong.empty();

    /** @param ticker the monotonic clock, in nanoseconds */
    OtherListeners(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** This process has begun to receive. */
    synchronized void hears() {
        receiving = true;
    }

    /** This process receives no more. */
    synchronized void hearsNoMore() {
        receiving = false;
        askedAt = OptionalLong.empty();
    }

    /** This process has asked the others. */
    synchronized void asked() {
        askedAt = receiving ? OptionalLong.of(ticker.getAsLong()) : askedAt;
    }

    /** Another process has told that it listens to these kinds. */
    void listen(final Set<Class<? extends JobSignal>> kinds) {
        kinds.forEach(kind -> heardAt.put(kind, ticker.getAsLong()));
    }

    /** Those of these signals that another process may listen to. */
    List<JobSignal> wanted(final Collection<JobSignal> signals) {
        final long now = ticker.getAsLong();
        final OptionalLong asked = askedAt;
        if (asked.isEmpty() || now - asked.getAsLong() < ANSWERING_NANOS) {
            return List.copyOf(signals);
        }
        return signals.stream().filter(signal -> isWanted(signal, now)).toList();
    }

    private boolean isWanted(final JobSignal signal, final long now) {
        final Long heard = heardAt.get(signal.getClass());
        return heard != null && now - heard < LISTENING_NANOS;
    }
}
