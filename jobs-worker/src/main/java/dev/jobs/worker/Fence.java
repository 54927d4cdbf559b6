package dev.jobs.worker;

import dev.jobs.worker.process.LogRelay;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, some times a second and without asking the store, whether this worker's work may still go on, and whether what
 * was told to stop has done so. {@link #check()} is for
 * one thread.
 */
final class Fence {
    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

    private final Presence presence;
    private final Attempts attempts;
    private final long patience;
    private final Set<Attempt> reported = new HashSet<>();

    Fence(final Presence presence, final Attempts attempts, final Duration killGrace) {
        this.presence = presence;
        this.attempts = attempts;
        this.patience = killGrace.plusSeconds(1).toNanos();
    }

    void check() {
        if (!presence.isCertain()) {
            attempts.working().stream()
                    .filter(attempt -> attempt.stopped().isEmpty())
                    .forEach(attempt -> {
                        attempt.stop(Stop.HANDED_BACK);
                        LogRelay.log(() -> LOG.warn(
                                "The store has not answered for too long: stopping {} before another worker may have it",
                                attempt.job()));
                    });
        }
        for (final Attempt attempt : attempts.working()) {
            if (attempt.isStoppingSince(patience) && reported.add(attempt)) {
                LogRelay.log(() -> LOG.warn(
                        "The handler of {} was told to stop and has not returned; its slot is taken until it does",
                        attempt.job()));
            }
        }
        reported.retainAll(Set.copyOf(attempts.working()));
    }

    /** How many handlers were told to stop long enough ago, and have not returned. */
    int stuck() {
        return (int) attempts.working().stream()
                .filter(attempt -> attempt.isStoppingSince(patience))
                .count();
    }
}
