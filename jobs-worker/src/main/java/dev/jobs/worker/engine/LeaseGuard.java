package dev.jobs.worker.engine;

import dev.jobs.store.Lease;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.log.Counted;
import dev.jobs.worker.log.LogRelay;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops this worker's attempts before their leases can be given away, and finds handlers that do not stop. It checks some
 * times a second and makes no call to the store. The note of {@link TimeToLive} says when it stops them and why.
 * {@link #check()} is for one thread.
 */
final class LeaseGuard {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseGuard.class);

    private static final int MOST_NAMED = 10;

    private final TimeToLive timeToLive;
    private final Attempts attempts;
    private final long patience;
    private final Set<Attempt> reported = new HashSet<>();

    LeaseGuard(final TimeToLive timeToLive, final Attempts attempts, final Duration killGrace) {
        this.timeToLive = timeToLive;
        this.attempts = attempts;
        this.patience = killGrace.plusSeconds(1).toNanos();
    }

    void check() {
        // Listed before the clock is read: an attempt that begins in between has a lease of a heartbeat that was
        // answered in between.
        final List<Attempt> working = attempts.working();
        if (!timeToLive.isCertain()) {
            stopUncertain(working);
        }
        for (final Attempt attempt : working) {
            attempt.carryOutStop();
            if (attempt.isStoppingSince(patience) && reported.add(attempt)) {
                attempt.reportStuck();
                LogRelay.log(() -> logStuck(attempt));
            }
        }
        reported.retainAll(Set.copyOf(working));
    }

    private static void stopUncertain(final List<Attempt> working) {
        final List<Attempt> stopped =
                working.stream().filter(attempt -> attempt.stopped().isEmpty()).toList();
        stopped.forEach(attempt -> attempt.stop(StopReason.LEASE_UNCERTAIN));
        if (!stopped.isEmpty()) {
            LogRelay.log(() -> LOG.warn(
                    "The store has not answered for too long: stopping {} before another worker may have {}: {}{}",
                    Counted.of(stopped.size(), "job"),
                    stopped.size() == 1 ? "it" : "them",
                    stopped.stream()
                            .limit(MOST_NAMED)
                            .map(attempt -> attempt.job().toString())
                            .collect(Collectors.joining(", ")),
                    stopped.size() > MOST_NAMED ? " and others" : ""));
        }
    }

    private static void logStuck(final Attempt attempt) {
        final List<StackTraceElement> stack = attempt.stackOfHandler();
        if (stack.isEmpty()) {
            LOG.warn("Processes of {} were told to end and have not; its slot is taken until they have", attempt.job());
        } else {
            LOG.warn(
                    "The handler of {} was told to stop and has not returned; its slot is taken until it does. It is here:{}",
                    attempt.job(),
                    stack.stream().map(call -> "\n\tat " + call).collect(Collectors.joining()));
        }
    }

    /** The leases of {@linkplain #stuck stuck} handlers. */
    Set<Lease> stuckLeases() {
        return attempts.working().stream()
                .filter(attempt -> attempt.isStoppingSince(patience))
                .map(Attempt::lease)
                .collect(Collectors.toSet());
    }

    /** The number of handlers that were told to stop long enough ago, and have not returned. */
    int stuck() {
        return (int) attempts.working().stream()
                .filter(attempt -> attempt.isStoppingSince(patience))
                .count();
    }
}
