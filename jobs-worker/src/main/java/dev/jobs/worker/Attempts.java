package dev.jobs.worker;

import dev.jobs.JobId;
import dev.jobs.store.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The attempts that this worker holds: those whose work goes on, each in a slot, and those whose end is still to be
 * written, which hold none. Safe to share between threads.
 */
final class Attempts {
    /** So many ends may wait to be written before that stops new claims: what a worker loses in a crash stays bounded. */
    static final int MOST_UNWRITTEN = 2_000;

    private final int slots;
    private final Map<Lease, Attempt> working = new HashMap<>();
    private final Set<Lease> unwritten = new HashSet<>();

    Attempts(final int slots) {
        this.slots = slots;
    }

    /** How many jobs may be claimed now. */
    synchronized int free() {
        return unwritten.size() < MOST_UNWRITTEN ? slots - working.size() : 0;
    }

    synchronized void add(final Attempt attempt) {
        working.put(attempt.lease(), attempt);
    }

    /** The end of the attempt with this lease is to be written. */
    synchronized void toWrite(final Lease lease) {
        unwritten.add(lease);
    }

    /** The work of this attempt has ended: its slot is free. */
    synchronized void ended(final Attempt attempt) {
        working.remove(attempt.lease());
        notifyAll();
    }

    /** Nothing is to be written for this lease any more. */
    synchronized void forget(final Lease lease) {
        unwritten.remove(lease);
    }

    /** Every lease that the store is to know as held. */
    synchronized Set<Lease> leases() {
        final Set<Lease> leases = new HashSet<>(working.keySet());
        leases.addAll(unwritten);
        return leases;
    }

    synchronized boolean isEmpty() {
        return working.isEmpty() && unwritten.isEmpty();
    }

    /** The attempts whose work goes on. */
    synchronized List<Attempt> working() {
        return List.copyOf(working.values());
    }

    synchronized Optional<Attempt> working(final Lease lease) {
        return Optional.ofNullable(working.get(lease));
    }

    synchronized Optional<Attempt> working(final JobId id) {
        return working.values().stream()
                .filter(attempt -> attempt.job().id().equals(id))
                .findFirst();
    }

    void stopAll(final Stop reason) {
        working().forEach(attempt -> attempt.stop(reason));
    }

    /** Waits for this time at most until no work goes on; whether that is so. */
    synchronized boolean awaitNoWork(final Duration time) throws InterruptedException {
        final long end = System.nanoTime() + time.toNanos();
        while (!working.isEmpty()) {
            final long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
