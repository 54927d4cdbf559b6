package dev.jobs.worker.engine;

import dev.jobs.JobId;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.attempt.Attempt;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The free slots that a worker offers to submissions of its process. Safe to share between threads.
 *
 * <p>A heartbeat makes the store give back what it does not name. So the leases of jobs that are on their way to a slot are named too, and
 * no slot is taken while a heartbeat is under way.
 */
final class OfferedSlots implements StartAtSubmission.SlotOffers {
    /** The longest that a submission waits for a heartbeat: a claim after it takes longer. */
    private static final long PATIENCE = Duration.ofMillis(5).toNanos();

    private final WorkerId worker;
    private final EngineSettings settings;
    private final Slots<Attempt> slots;
    private final Uses uses;

    // Guarded by this, as is all below.
    private final Set<Lease> expected = new HashSet<>();
    private boolean heartbeatUnderWay;
    private boolean closed;

    /** The engine as the offers use it. */
    interface Uses {
        /** True if a claim would bring nothing, as far as is known, and work may begin. */
        boolean mayTake();

        /** Begins the work of a job in a slot that was taken. */
        void begin(ClaimedJob claimed);

        /** A slot that was taken is free again, since the job was not stored. */
        void unused();

        /** A job may be stored under a lease that is held no more. */
        void unknown();
    }

    OfferedSlots(final WorkerId worker, final EngineSettings settings, final Slots<Attempt> slots, final Uses uses) {
        this.worker = worker;
        this.settings = settings;
        this.slots = slots;
        this.uses = uses;
    }

    @Override
    public Optional<StartAtSubmission.OfferedSlot> take(final JobId id, final String queue, final String type) {
        if (!settings.profile().types().contains(type)
                || !settings.profile().queues().contains(queue)
                || !awaitHeartbeat()
                || !uses.mayTake()) {
            return Optional.empty();
        }
        synchronized (this) {
            if (closed || heartbeatUnderWay || !slots.takeFree()) {
                return Optional.empty();
            }
            final Lease lease = new Lease(id, Lease.numberAfter(0, ThreadLocalRandom.current()), worker);
            expected.add(lease);
            return Optional.of(new Offered(lease));
        }
    }

    /** Waits a moment for the end of a heartbeat that is under way; whether there is none. */
    private synchronized boolean awaitHeartbeat() {
        final long end = settings.ticker().getAsLong() + PATIENCE;
        long left = PATIENCE;
        try {
            while (heartbeatUnderWay && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - settings.ticker().getAsLong();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !heartbeatUnderWay;
    }

    /** A heartbeat begins; the leases that it has to name beside those that are held. */
    synchronized Set<Lease> heartbeatBegins() {
        heartbeatUnderWay = true;
        return Set.copyOf(expected);
    }

    /** A heartbeat was answered, or has failed. */
    synchronized void heartbeatEnds() {
        heartbeatUnderWay = false;
        notifyAll();
    }

    /** The number of slots that are taken for jobs on their way. */
    synchronized int taken() {
        return expected.size();
    }

    /** Offers nothing more, and waits for this time at most for jobs that are on their way. */
    synchronized void close(final Duration time) throws InterruptedException {
        closed = true;
        final long end = settings.ticker().getAsLong() + time.toNanos();
        long left = time.toNanos();
        while (!expected.isEmpty() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - settings.ticker().getAsLong();
        }
    }

    private synchronized void forget(final Lease lease) {
        expected.remove(lease);
        notifyAll();
    }

    private final class Offered implements StartAtSubmission.OfferedSlot {
        private final Lease lease;

        Offered(final Lease lease) {
            this.lease = lease;
        }

        @Override
        public Lease lease() {
            return lease;
        }

        @Override
        public ClaimRequest claim() {
            return settings.claim(worker, 1);
        }

        @Override
        public void start(final ClaimedJob job) {
            try {
                uses.begin(job);
            } finally {
                // Only now: it is held as an attempt's by then.
                forget(lease);
            }
        }

        @Override
        public void giveBack() {
            forget(lease);
            uses.unused();
        }

        @Override
        public void giveUp() {
            giveBack();
            uses.unknown();
        }
    }
}
