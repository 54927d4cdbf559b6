package dev.jobs.worker.engine;

import dev.jobs.JobSignal;
import dev.jobs.Subscription;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.attempt.Handlers;
import dev.jobs.worker.delivery.Listeners;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerListener;
import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.thread.Endless;
import dev.jobs.worker.thread.JobThreads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a running worker, and the order in which they end. Safe to share between threads.
 *
 * <p>Besides those of {@link Timers} it owns two threads: that of the claim loop and that of the reporter. Handlers run on threads of
 * {@link JobThreads}.
 */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration LAST_CLAIM = Duration.ofSeconds(5);
    private static final Duration LAST_RETURNS = Duration.ofSeconds(5);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);
    private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

    private final JobStore store;
    private final WorkerId id;
    private final Listeners listeners;
    private final EngineSettings settings;
    private final Handlers handlers;
    private final JobThreads threads;
    private final ChildProcesses processes;
    private final Attempts attempts;
    private final Slots<Attempt> slots;
    private final StoreReach reach;
    private final TimeToLive timeToLive;
    private final Reporter reporter;
    private final OfferedSlots offers;
    private final ClaimLoop claimLoop;
    private final LimitGuard.Pauses pauses;
    private final Timers timers;
    private final LeaseGuard leaseGuard;
    private final Thread reporterThread;
    private final Thread claimThread;
    private final Subscription signals;
    private final Optional<Subscription> offering;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong begun = new AtomicLong();
    private final WorkerLog log;
    private final LostLeases lostLeases;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Attempt.Owner owner = new AttemptOwner();

    /**
     * The work of a worker.
     *
     * @param handlers do it
     * @param threads are where they do it
     * @param listeners get its events
     */
    public record Work(Handlers handlers, JobThreads threads, List<WorkerListener> listeners) {}

    /** The engine as its attempts see it. */
    private final class AttemptOwner implements Attempt.Owner {
        @Override
        public boolean isCertain() {
            return timeToLive.isCertain();
        }

        @Override
        public void hasNews(final Attempt attempt) {
            reporter.addNews(attempt);
        }

        @Override
        public void started(final Attempt attempt) {
            listeners.started(attempt.job());
            if (attempt.hasLimitWithin(pauses.idle().toNanos())) {
                timers.look();
            }
        }

        @Override
        public void stopRequested(final Attempt attempt, final StopReason reason) {
            listeners.stopRequested(attempt.job(), reason);
            if (reason == StopReason.LEASE_LOST) {
                listeners.leaseLost(attempt.job());
            }
        }

        @Override
        public void stuck(final Attempt attempt) {
            listeners.stuck(attempt.job());
        }

        @Override
        public void startAside(final Runnable task) {
            threads.startAside(task);
        }

        @Override
        public RandomGenerator random() {
            return ThreadLocalRandom.current();
        }
    }

    /** The engine as submissions use it that start their jobs in its slots. */
    private final class OfferUses implements OfferedSlots.Uses {
        @Override
        public boolean mayTake() {
            return claimLoop.isWithoutWork();
        }

        @Override
        public void begin(final ClaimedJob claimed) {
            final Attempt attempt = attempt(claimed);
            startInSlot(attempt, hold(attempt));
        }

        @Override
        public void unused() {
            slots.unused().ifPresentOrElse(next -> startInSlot(next.attempt(), next.work()), claimLoop::slotFreed);
        }

        @Override
        public void unknown() {
            claimLoop.heartbeatSoon();
        }
    }

    /** Starts it all. */
    public Engine(final JobStore store, final WorkerId id, final EngineSettings settings, final Work work) {
        this.store = store;
        this.id = id;
        this.settings = settings;
        this.handlers = work.handlers();
        this.threads = work.threads();
        listeners = new Listeners(id, work.listeners());
        log = new WorkerLog(id, settings, store);
        lostLeases = new LostLeases(store);
        pauses = LimitGuard.Pauses.of(settings.timeToLive());
        processes = ChildProcesses.start(id.toString(), settings.killGrace());
        attempts = new Attempts(settings.profile().slots());
        slots = new Slots<>(settings.profile().slots(), settings.ticker());
        reach = new StoreReach(listeners, settings.ticker());
        timeToLive = new TimeToLive(settings.timeToLive(), settings.ending(), settings.ticker());
        reporter = new Reporter(store, attempts, reach, listeners, this::endsWritten, settings.ticker());
        leaseGuard = new LeaseGuard(timeToLive, attempts, settings.killGrace());
        offers = new OfferedSlots(id, settings, slots, new OfferUses());
        claimLoop = new ClaimLoop(
                store,
                id,
                settings,
                new ClaimLoop.Work(
                        attempts, slots, offers, timeToLive, reach, this::begin, this::lost, leaseGuard::stuckLeases));
        reporterThread = new Thread(new Endless("write reports", reporter::step), "jobs-report");
        reporterThread.setDaemon(true);
        // No daemon: it keeps the process alive until the worker is closed.
        claimThread = new Thread(new Endless("claim jobs", claimLoop::step), "jobs-claim");
        signals = store.subscribe(Set.of(JobSignal.Claimable.class, JobSignal.Cancelled.class), claimLoop::onSignal);
        final MaintenanceLoop maintenance = new MaintenanceLoop(
                new StoreDuties(store, settings, attempts, closing::get).all(), reach, closing::get, settings.ticker());
        final LimitGuard limits = new LimitGuard(attempts, pauses, settings.ticker());
        timers = new Timers(leaseGuard, limits, this::handBackLate, maintenance, pauses);
        offering = store.ability(StartAtSubmission.class).map(starts -> starts.offer(offers));
        reporterThread.start();
        claimThread.start();
        log.started();
    }

    public int active() {
        return attempts.working().size() - slots.waiting();
    }

    public int stuck() {
        return leaseGuard.stuck();
    }

    /** The number of jobs that run at once at most. */
    public int slots() {
        return settings.profile().slots();
    }

    /** True until the close begins. */
    public boolean isRunning() {
        return !closing.get();
    }

    /** The time that the store has been out of reach, if it is. */
    public Optional<Duration> storeOutOfReachFor() {
        return reach.outOfReachFor();
    }

    /** The number of events that listeners have missed. */
    public long droppedEvents() {
        return listeners.dropped();
    }

    /** Begins the work of a job, or hands it back; whether there was a thread for it. */
    private boolean begin(final ClaimedJob claimed) {
        final Attempt attempt = attempt(claimed);
        final Runnable work = hold(attempt);
        switch (slots.take(attempt, work)) {
            case SLOT -> {
                return startInSlot(attempt, work);
            }
            case WAITING -> {
                if (slots.waiting() == 1) {
                    timers.look();
                }
            }
            case OVERTAKEN -> {
                attempts.returns(attempt);
                handBack(attempt);
            }
        }
        return true;
    }

    private Attempt attempt(final ClaimedJob claimed) {
        return new Attempt(
                claimed,
                settings.bounds(),
                processes.scope(claimed.lease() + "." + begun.incrementAndGet()),
                owner,
                settings.ticker());
    }

    /** Counts an attempt as held; its work. */
    private Runnable hold(final Attempt attempt) {
        listeners.claimed(attempt.job());
        final boolean again = attempts.add(attempt);
        if (again) {
            stopEarlier(attempt);
        }
        if (closing.get()) {
            attempt.stop(StopReason.CLOSING);
        }
        return again ? () -> workAfterEarlier(attempt) : () -> work(attempt);
    }

    /** Starts work in a slot that is taken, and frees the slot if there is no thread for it; whether there was one. */
    private boolean startInSlot(final Attempt attempt, final Runnable work) {
        final boolean started = start(attempt, work);
        if (!started) {
            slotFreed(attempt);
        }
        return started;
    }

    /** Starts work that has a slot; without a thread for it, the job is handed back. */
    private boolean start(final Attempt attempt, final Runnable work) {
        try {
            threads.start(work);
            return true;
        } catch (final RejectedExecutionException e) {
            LogRelay.log(() -> LOG.warn("There is no thread for {}: it is handed back", attempt.job(), e));
            handBack(attempt);
            return false;
        }
    }

    private void handBack(final Attempt attempt) {
        ended(attempt, Optional.of(attempt.abandoned()));
    }

    /** Hands back what was claimed ahead and does not start soon; the nanoseconds after which it is to be called again. */
    private long handBackLate() {
        final List<Attempt> late = slots.removeLate(attempts::returns);
        late.forEach(this::handBack);
        if (!late.isEmpty()) {
            claimLoop.endsWritten();
        }
        return slots.untilLook();
    }

    /**
     * Stops the earlier attempts of a job that this worker was given again: the store does not know of their leases any
     * more, because it has lost its newest transactions.
     */
    private void stopEarlier(final Attempt attempt) {
        attempts.working(attempt.job().id()).stream()
                .filter(earlier -> earlier != attempt)
                .forEach(earlier -> earlier.stop(StopReason.LEASE_LOST));
    }

    private void workAfterEarlier(final Attempt attempt) {
        try {
            if (!attempts.awaitEarlier(attempt, settings.killGrace().plus(LAST_RETURNS))) {
                attempt.stopBehindAnEarlierOne();
            }
        } catch (final InterruptedException e) {
            LOG.debug("{} is not begun, since its thread was interrupted", attempt.job(), e);
            attempt.stopBehindAnEarlierOne();
        }
        work(attempt);
    }

    /** Stops the work under leases that are lost, and writes no end under them. */
    private void lost(final Set<Lease> leases) {
        final List<Attempt> working = attempts.working(leases);
        working.forEach(attempt -> attempt.stop(StopReason.LEASE_LOST));
        final List<Attempt> stopped =
                working.stream().filter(attempts::isWithoutEnd).toList();
        final Set<Attempt> unwritten = reporter.forget(attempts.forget(leases));
        if (!stopped.isEmpty() || !unwritten.isEmpty()) {
            claimLoop.endsWritten();
            threads.startAside(() -> lostLeases.log(stopped, unwritten));
        }
    }

    private void work(final Attempt attempt) {
        try {
            ended(attempt, runToItsEnd(attempt));
        } finally {
            slotFreed(attempt);
        }
    }

    /** Gives the slot of an attempt to the next one that was claimed ahead, or lets the claim loop know of it. */
    private void slotFreed(final Attempt attempt) {
        Optional<Slots.Waiting<Attempt>> next = slots.freed(attempt.ran());
        while (next.isPresent() && !start(next.get().attempt(), next.get().work())) {
            next = slots.freed(next.get().attempt().ran());
        }
        if (next.isEmpty()) {
            claimLoop.slotFreed();
        } else if (slots.isToBeRefilled()) {
            claimLoop.refill();
        }
    }

    private Optional<Report.Ended> runToItsEnd(final Attempt attempt) {
        try {
            Thread.currentThread().setName("jobs-" + attempt.job().type() + "-" + attempt.lease());
            return attempt.run(handlers);
        } catch (final Throwable failure) { // of a logger, for one: it must not cost the worker this slot
            return Optional.of(attempt.failedForUnknownReason());
        }
    }

    private void ended(final Attempt attempt, final Optional<Report.Ended> end) {
        if (closing.get()) {
            log.endedWhileClosing(end);
        }
        // The reporter has the end before the slot is free, or a close that waits for the slots alone could miss it.
        try {
            end.ifPresent(report -> {
                attempts.toWrite(attempt);
                reporter.ended(attempt, report);
            });
            if (end.isEmpty()) {
                listeners.ended(attempt.job(), Outcome.LOST, attempt.ran());
            }
        } finally {
            attempts.ended(attempt);
        }
    }

    private void endsWritten() {
        claimLoop.endsWritten();
    }

    public void close() {
        // First: whoever sees that the close has begun may count on it.
        claimLoop.claimNoMore();
        if (closing.compareAndSet(false, true)) {
            startShutDown();
        }
        final Thread caller = Thread.currentThread();
        if (attempts.working().stream().anyMatch(attempt -> attempt.runsOn(caller))) {
            return;
        }
        boolean interrupted = false;
        while (closed.getCount() > 0) {
            try {
                closed.await();
            } catch (final InterruptedException e) {
                interrupted = true;
                attempts.stopAll(StopReason.CLOSING);
            }
        }
        if (interrupted) {
            caller.interrupt();
        }
    }

    private void startShutDown() {
        try {
            final Thread thread = new Thread(this::shutDown, "jobs-close");
            thread.setDaemon(false); // the process is to stay until the close is complete, whoever asks for it
            thread.start();
        } catch (final RuntimeException | Error noThread) {
            closing.set(false); // so that the next close is one
            throw noThread;
        }
    }

    private void shutDown() {
        log.closing();
        try {
            claimLoop.stopClaiming(LAST_CLAIM);
            offers.close(LAST_CLAIM);
            slots.removeAll().forEach(this::handBack);
            if (!attempts.awaitNoWork(settings.closeGrace())) {
                attempts.stopAll(StopReason.CLOSING);
                if (!attempts.awaitNoWork(settings.killGrace().plus(LAST_RETURNS))) {
                    attempts.working()
                            .forEach(attempt -> LogRelay.log(() -> LOG.warn(
                                    "The worker is closed, but the handler of {} has not returned; its job runs again elsewhere",
                                    attempt.job())));
                }
            }
            claimLoop.finish();
            claimThread.join(LAST_WRITES.toMillis());
            reporter.finish(LAST_WRITES);
            reporterThread.join(2 * LAST_WRITES.toMillis());
            signOff();
        } catch (final InterruptedException | RuntimeException | Error e) {
            attempts.stopAll(StopReason.CLOSING);
            LogRelay.log(() -> LOG.error("The close of the worker is cut short", e));
        } finally {
            closeAll(
                    signals::close,
                    () -> offering.ifPresent(Subscription::close),
                    timers::close,
                    threads::close,
                    processes::close,
                    this::closeListeners,
                    this::logClosed);
            closed.countDown();
        }
    }

    private static void closeAll(final Runnable... parts) {
        for (final Runnable part : parts) {
            try {
                part.run();
            } catch (final RuntimeException | Error e) { // the others are to be closed all the same
                LogRelay.log(() -> LOG.error("A part of the worker could not be closed", e));
            }
        }
    }

    private void closeListeners() {
        try {
            listeners.close(LAST_EVENTS);
        } catch (final InterruptedException e) {
            LOG.debug("The wait for listeners was interrupted", e);
        }
    }

    private void logClosed() {
        log.closed(attempts.working().size());
    }

    /**
     * Sends the last heartbeat, which ends this worker's time to live at once. A worker whose handlers still run, or whose claim
     * may still be answered, sends none: its time to live runs out.
     */
    private void signOff() {
        if (!attempts.isEmpty() || claimThread.isAlive()) {
            return;
        }
        try {
            store.heartbeat(Heartbeat.builder(id, settings.profile()).build());
        } catch (final JobStoreException e) {
            LOG.debug("The store did not get this worker's last heartbeat, and will count it as lost", e);
        }
    }
}
