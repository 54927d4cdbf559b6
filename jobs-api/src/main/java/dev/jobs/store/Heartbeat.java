package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * A worker's sign of life, with all that it holds. Immutable.
 *
 * @param worker who it is
 * @param profile what it does
 * @param timeToLive how long, from the moment the store hears this, the worker counts as alive without another
 *     heartbeat; zero says goodbye: it is gone at once
 * @param held every lease under which the worker still runs something or has an end to report
 */
public record Heartbeat(WorkerId worker, WorkerProfile profile, Duration timeToLive, Set<Lease> held) {
    public Heartbeat {
        requireNonNull(worker, "worker");
        requireNonNull(profile, "profile");
        held = Set.copyOf(held);
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("a time to live is not negative, but this is " + timeToLive);
        }
    }
}
