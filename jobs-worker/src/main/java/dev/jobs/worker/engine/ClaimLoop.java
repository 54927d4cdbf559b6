package dev.jobs.worker.engine;

import dev.jobs.JobSignal;
import dev.jobs.store.ClaimForesight;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.log.Counted;
import dev.jobs.worker.log.LogRelay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the worker's heartbeats, and claims as many jobs as there are free slots, and ahead of them as {@link Slots} allows.
 * {@link #step()} is for one thread.
 *
 * <p>Both on one thread, so that a heartbeat never names what a claim under way is about to bring. It claims when there
 * may be jobs: after a signal, after a claim that brought all it asked for, and every poll interval, unless the store {@linkplain
 * ClaimForesight foresees} that the claim would bring nothing.
 */
final class ClaimLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimLoop.class);

    /** For so many nanoseconds a free slot waits for others to be free: short jobs are claimed by the slotful. */
    private static final long GATHERING = Duration.ofMillis(1).toNanos();

    /** Larger claims cost no less for each job, and let the handlers wait for the last of them. */
    private static final int MOST_AT_ONCE = 1_000;

    private final JobStore store;
    private final WorkerId worker;
    private final EngineSettings settings;
    private final Attempts attempts;
    private final Slots<Attempt> slots;
    private final OfferedSlots offers;
    private final TimeToLive timeToLive;
    private final StoreReach reach;
    private final Predicate<ClaimedJob> begin;
    private final Heartbeats heartbeats;
    private final Optional<ClaimForesight> foresight;
    private final long pollNanos;
    private final LongSupplier ticker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();

    // Guarded by the lock, as is all up to the next comment.
    private boolean mayWait = true;
    private OptionalLong gatherUntil = OptionalLong.empty();
    private boolean heartbeatWanted = true;
    private boolean claimUnderWay;
    private boolean claiming = true;
    private boolean running = true;

    // For the thread alone, as is all below.
    private long nextPoll;
    private int faults;

    ClaimLoop(final JobStore store, final WorkerId worker, final EngineSettings settings, final Work work) {
        this.store = store;
        this.worker = worker;
        this.settings = settings;
        this.attempts = work.attempts();
        this.slots = work.slots();
        this.offers = work.offers();
        this.timeToLive = work.timeToLive();
        this.reach = work.reach();
        this.begin = work.begin();
        this.heartbeats = new Heartbeats(store, worker, settings, work);
        this.foresight = store.ability(ClaimForesight.class);
        this.pollNanos = settings.pollInterval().toNanos();
        this.ticker = settings.ticker();
        this.nextPoll = ticker.getAsLong();
    }

    /**
     * The parts of the worker that the loop serves.
     *
     * @param attempts what the worker holds
     * @param slots where its work runs
     * @param offers the free ones that submissions may take
     * @param timeToLive whether the worker may begin work
     * @param reach whether the store answers
     * @param begin begins the work of a job that was claimed, or hands it back; whether there was a thread for it
     * @param onLost called with held leases that are no longer this worker's
     * @param stuck the leases of handlers that were told to stop long ago
     */
    record Work(
            Attempts attempts,
            Slots<Attempt> slots,
            OfferedSlots offers,
            TimeToLive timeToLive,
            StoreReach reach,
            Predicate<ClaimedJob> begin,
            Consumer<Set<Lease>> onLost,
            Supplier<Set<Lease>> stuck) {}

    /** Takes a signal of the store; quick, and safe on any thread. */
    void onSignal(final JobSignal signal) {
        if (signal instanceof JobSignal.Claimable claimable) {
            if (settings.profile().types().contains(claimable.type())
                    && settings.profile().queues().contains(claimable.queue())) {
                change(() -> mayWait = true);
            }
        } else if (signal instanceof JobSignal.Cancelled cancelled) {
            final List<Attempt> working = attempts.working(cancelled.id());
            working.forEach(attempt -> attempt.stop(StopReason.CANCELLED));
            if (working.isEmpty()) {
                // It may be among those that a claim under way brings.
                change(() -> heartbeatWanted = heartbeatWanted || claimUnderWay || offers.taken() > 0);
            }
        }
    }

    /** True if a claim would bring nothing, as far as is known, and work may begin. */
    boolean isWithoutWork() {
        lock.lock();
        try {
            return claiming && !mayWait && !claimUnderWay && timeToLive.mayBegin();
        } finally {
            lock.unlock();
        }
    }

    /** Wants a heartbeat, which makes the store give back what is not held. */
    void heartbeatSoon() {
        change(() -> heartbeatWanted = true);
    }

    /** A slot is free. */
    void slotFreed() {
        lock.lock();
        try {
            final boolean first = gatherUntil.isEmpty();
            if (first) {
                gatherUntil = OptionalLong.of(ticker.getAsLong() + GATHERING);
            }
            if (first || attempts.free(0) == settings.profile().slots()) {
                woken.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** So many jobs that were claimed ahead have begun that it is time to claim more. */
    void refill() {
        change(() -> {});
    }

    /** Ends have been written, which may have kept it from claiming more. */
    void endsWritten() {
        change(() -> {});
    }

    /** Begins no further claim; returns at once. */
    void claimNoMore() {
        change(() -> claiming = false);
    }

    /** Claims nothing more, and waits for this time at most until what a claim under way brings has begun; heartbeats go on. */
    void stopClaiming(final Duration time) throws InterruptedException {
        final long end = ticker.getAsLong() + time.toNanos();
        lock.lock();
        try {
            claiming = false;
            woken.signalAll();
            while (claimUnderWay && end - ticker.getAsLong() > 0) {
                woken.awaitNanos(end - ticker.getAsLong());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread. */
    void finish() {
        change(() -> running = false);
    }

    private void change(final Runnable change) {
        lock.lock();
        try {
            change.run();
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to do, and does it; false when it is time to end. */
    boolean step() throws InterruptedException {
        if (!awaitWork()) {
            return false;
        }
        StoreReach.Call call = StoreReach.Call.HEARTBEAT;
        try {
            if (isHeartbeatDue()) {
                heartbeat();
                reach.answered(call);
            }
            call = StoreReach.Call.CLAIM;
            if (!shouldClaim()) {
                forgetUnneededClaim();
            } else if (isNeedless()) {
                nextPoll = ticker.getAsLong() + pollNanos;
            } else if (!claim()) {
                faults++;
                pause();
                return true;
            } else {
                reach.answered(call);
            }
            faults = 0;
        } catch (final JobStoreClosedException e) {
            finish();
            attempts.stopAll(StopReason.CLOSING);
            LogRelay.log(() -> LOG.error(
                    "The store was closed before its worker: the worker stops, and its jobs run again elsewhere", e));
        } catch (final RuntimeException
                | Error e) { // what one handler does to the heap must not end all others' worker
            faults++;
            reach.failed(call, e);
            // What a claim brought may have been lost on its way: a heartbeat gives it back.
            change(() -> heartbeatWanted = true);
            pause();
        }
        return true;
    }

    /** A claim that has failed is not made again while there is no slot for its jobs. */
    private void forgetUnneededClaim() {
        if (!reach.isOutage()) {
            return;
        }
        lock.lock();
        try {
            if (untilClaim() == Long.MAX_VALUE) {
                reach.notNeeded(StoreReach.Call.CLAIM);
            }
        } finally {
            lock.unlock();
        }
    }

    private void pause() throws InterruptedException {
        final Duration longest = settings.pollInterval();
        final Duration doubled = Duration.ofMillis(50L << Math.min(faults, 10));
        final long end = ticker.getAsLong() + (doubled.compareTo(longest) < 0 ? doubled : longest).toNanos();
        lock.lock();
        try {
            while (running && end - ticker.getAsLong() > 0) {
                woken.awaitNanos(end - ticker.getAsLong());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to do; false when it is time to end. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (running && !isHeartbeatDue() && !shouldClaim()) {
                woken.awaitNanos(Math.min(untilClaim(), heartbeats.untilNext()));
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private boolean isHeartbeatDue() {
        lock.lock();
        try {
            return heartbeatWanted || heartbeats.untilNext() <= 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean shouldClaim() {
        lock.lock();
        try {
            return untilClaim() <= 0 && timeToLive.mayBegin();
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds until the next claim, unless something happens before. */
    private long untilClaim() {
        final int free = free();
        if (!claiming || free <= 0) {
            return Long.MAX_VALUE;
        }
        final long now = ticker.getAsLong();
        final long untilJobs = mayWait ? 0 : nextPoll - now;
        final boolean gathering = free < settings.profile().slots() && gatherUntil.isPresent();
        return gathering ? Math.max(untilJobs, gatherUntil.getAsLong() - now) : untilJobs;
    }

    /** The number of jobs that may be claimed now. */
    private int free() {
        return attempts.free(slots.ahead() - offers.taken());
    }

    private void heartbeat() {
        // Before it is sent: one that is asked for meanwhile follows.
        change(() -> heartbeatWanted = false);
        heartbeats.send();
    }

    /** True if no signal has come, and the store says that a claim would bring nothing. */
    private boolean isNeedless() {
        // Asked outside of the lock: a store that sends a signal may hold a lock of its own.
        return isWithoutWork()
                && foresight.filter(store -> store.bringsNothing(worker)).isPresent();
    }

    /** True if a claim may begin, which is under way from then on. */
    private boolean beginClaim() {
        lock.lock();
        try {
            if (claiming) {
                mayWait = false;
                gatherUntil = OptionalLong.empty();
                claimUnderWay = true;
            }
            return claiming;
        } finally {
            lock.unlock();
        }
    }

    /** True if there was a thread for each job. */
    private boolean claim() {
        // First: what is handed back before this keeps it from claiming, and what is handed back later is known when it
        // is answered.
        slots.claimBegins();
        final int limit = Math.min(free(), MOST_AT_ONCE);
        if (limit <= 0 || !beginClaim()) {
            return true;
        }
        final long sentAt = ticker.getAsLong();
        try {
            final List<ClaimedJob> claimed = store.claim(settings.claim(worker, limit));
            final long answeredAt = ticker.getAsLong();
            slots.claimTook(answeredAt - sentAt);
            nextPoll = answeredAt + pollNanos;
            if (claimed.size() == limit) {
                change(() -> mayWait = true);
            }
            return begin(claimed);
        } finally {
            change(() -> claimUnderWay = false);
        }
    }

    /**
     * Begins what a claim brought, as long as the leases are certain: the answer may have been on its way for so long
     * that others have the jobs by now. The next heartbeat hands back what is not begun, with its attempt not counted.
     *
     * @return whether there was a thread for each job
     */
    private boolean begin(final List<ClaimedJob> claimed) {
        boolean threads = true;
        for (int i = 0; i < claimed.size(); i++) {
            if (!timeToLive.mayBegin()) {
                final int late = claimed.size() - i;
                LogRelay.log(() -> LOG.warn(
                        "A claim was answered too late: {} of {} not begun, but handed back",
                        late,
                        Counted.of(claimed.size(), "job")));
                change(() -> heartbeatWanted = true);
                break;
            }
            threads &= begin.test(claimed.get(i));
        }
        return threads;
    }
}
