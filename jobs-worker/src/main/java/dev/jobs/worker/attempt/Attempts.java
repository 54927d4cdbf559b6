package dev.jobs.worker.attempt;

import dev.jobs.JobId;
import dev.jobs.store.Lease;
import dev.jobs.store.operations.RunningChildren;
import dev.jobs.worker.handler.StopReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The attempts that this worker holds: those whose work goes on or waits for a slot, and those whose end is still to be
 * written, which hold none. Safe to share between threads.
 *
 * <p>An attempt is itself, and not its lease: after a failover a store may give a job again that this worker still works
 * at, and each of the two attempts has to be seen and stopped.
 */
public final class Attempts {
    /** The number of ends that may wait to be written until no more is claimed: what a worker loses in a crash stays bounded. */
    static final int MOST_UNWRITTEN = 2_000;

    private static final int MOST_CHILDREN = 1_000;

    private final int slots;
    private final Set<Attempt> working = new LinkedHashSet<>(); // in the order in which they were added
    private final Map<JobId, Integer> workingOf = new HashMap<>(); // how many of each job
    private final Set<Attempt> unwritten = new HashSet<>();
    private final Set<Attempt> returning = new HashSet<>(); // of all these: those that never began
    private final Set<Attempt> handedOver = new HashSet<>(); // of those that work: the reporter has or had their end

    public Attempts(final int slots) {
        this.slots = slots;
    }

    /** The number of jobs that may be claimed now, if so many may be claimed ahead of free slots; less than one: none. */
    public synchronized int free(final int ahead) {
        returning.removeIf(attempt -> !working.contains(attempt) && !unwritten.contains(attempt));
        return unwritten.size() < MOST_UNWRITTEN && returning.isEmpty() ? slots + ahead - working.size() : 0;
    }

    /** This attempt is handed back without having begun: until that is written, a claim would bring jobs that come behind its own. */
    public synchronized void returns(final Attempt attempt) {
        returning.add(attempt);
    }

    /** Adds an attempt whose work is to begin; whether an earlier one of the same job works here still. */
    public synchronized boolean add(final Attempt attempt) {
        working.add(attempt);
        return workingOf.merge(attempt.job().id(), 1, Integer::sum) > 1;
    }

    /** The end of this attempt is to be written. */
    public synchronized void toWrite(final Attempt attempt) {
        unwritten.add(attempt);
        handedOver.add(attempt);
    }

    /** The work of this attempt has ended: its slot is free. */
    public synchronized void ended(final Attempt attempt) {
        handedOver.remove(attempt);
        if (working.remove(attempt)) {
            workingOf.computeIfPresent(attempt.job().id(), (id, count) -> count > 1 ? count - 1 : null);
        }
        notifyAll();
    }

    /** Nothing is to be written of this attempt any more. */
    public synchronized void forget(final Attempt attempt) {
        unwritten.remove(attempt);
    }

    /** True if the end of this attempt is still to be written. */
    public synchronized boolean isToWrite(final Attempt attempt) {
        return unwritten.contains(attempt);
    }

    /** True if the work of this attempt goes on and its end is not known yet: it may have been written before its slot is free. */
    public synchronized boolean isWithoutEnd(final Attempt attempt) {
        return working.contains(attempt) && !handedOver.contains(attempt);
    }

    /** Every lease that the store is to know as held. */
    public synchronized Set<Lease> leases() {
        return Stream.concat(working.stream(), unwritten.stream())
                .map(Attempt::lease)
                .collect(Collectors.toSet());
    }

    /**
     * The live child processes of those whose work goes on and that have some: of each the first are told of, and {@value
     * #MOST_CHILDREN} in all, so that a heartbeat stays small; of the rest the number.
     */
    public Map<Lease, RunningChildren> children() {
        final Map<Lease, RunningChildren> children = new HashMap<>();
        int left = MOST_CHILDREN;
        for (final Attempt attempt : working()) {
            final List<RunningChildren.Child> all = attempt.processes().children();
            if (!all.isEmpty()) {
                final int told = Math.min(Math.min(all.size(), RunningChildren.MOST_TOLD), left);
                children.put(attempt.lease(), new RunningChildren(all.size(), all.subList(0, told)));
                left -= told;
            }
        }
        return children;
    }

    public synchronized boolean isEmpty() {
        return working.isEmpty() && unwritten.isEmpty();
    }

    /** The attempts whose work goes on. */
    public synchronized List<Attempt> working() {
        return List.copyOf(working);
    }

    /** The attempts of this job whose work goes on. */
    public synchronized List<Attempt> working(final JobId id) {
        return working.stream().filter(attempt -> attempt.job().id().equals(id)).toList();
    }

    /** The attempts under one of these leases whose work goes on. */
    public synchronized List<Attempt> working(final Set<Lease> leases) {
        return working.stream()
                .filter(attempt -> leases.contains(attempt.lease()))
                .toList();
    }

    /** Writes no ends under these leases, which are lost; those that it gives up. */
    public synchronized Set<Attempt> forget(final Set<Lease> leases) {
        final Set<Attempt> forgotten = unwritten.stream()
                .filter(attempt -> leases.contains(attempt.lease()))
                .collect(Collectors.toSet());
        unwritten.removeAll(forgotten);
        return forgotten;
    }

    public void stopAll(final StopReason reason) {
        working().forEach(attempt -> attempt.stop(reason));
    }

    /** Waits for this time at most until no work goes on; whether that is so. */
    public boolean awaitNoWork(final Duration time) throws InterruptedException {
        return await(time, working::isEmpty);
    }

    /** Waits for this time at most until no earlier attempt of the same job works here; whether that is so. */
    public boolean awaitEarlier(final Attempt attempt, final Duration time) throws InterruptedException {
        return await(
                time,
                () -> working.stream()
                        .takeWhile(earlier -> earlier != attempt)
                        .noneMatch(earlier ->
                                earlier.job().id().equals(attempt.job().id())));
    }

    private synchronized boolean await(final Duration time, final BooleanSupplier condition)
            throws InterruptedException {
        final long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            final long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
