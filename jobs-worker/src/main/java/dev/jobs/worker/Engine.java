package dev.jobs.worker;

import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.Subscription;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.process.LogRelay;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a running worker, and the order in which they end. Safe to share between threads.
 *
 * <p>Besides those of {@link Rounds} it owns two threads: the control's and the reporter's. Handlers run on threads of
 * {@link JobThreads}.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration LAST_CLAIM = Duration.ofSeconds(5);
    private static final Duration LAST_RETURNS = Duration.ofSeconds(5);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final JobStore store;
    private final WorkerId id;
    private final WorkerSettings settings;
    private final Handlers handlers;
    private final JobThreads threads;
    private final ChildProcesses processes;
    private final Attempts attempts;
    private final Presence presence;
    private final Reporter reporter;
    private final Control control;
    private final Rounds rounds;
    private final Fence fence;
    private final Thread reporterThread;
    private final Thread controlThread;
    private final Subscription signals;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong begun = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Starts it all. */
    Engine(
            final JobStore store,
            final WorkerId id,
            final WorkerSettings settings,
            final Handlers handlers,
            final JobThreads threads) {
        this.store = store;
        this.id = id;
        this.settings = settings;
        this.handlers = handlers;
        this.threads = threads;
        processes = ChildProcesses.start(id.toString(), settings.killGrace());
        attempts = new Attempts(settings.profile().slots());
        presence = new Presence(settings.timeToLive(), settings.ending());
        reporter = new Reporter(store, attempts, this::endsWritten);
        control = new Control(store, id, settings, new Control.Work(attempts, presence, this::begin, this::lost));
        fence = new Fence(presence, attempts, settings.killGrace());
        reporterThread = new Thread(reporter, "jobs-report");
        reporterThread.setDaemon(true);
        // No daemon: it keeps the process alive until the worker is closed.
        controlThread = new Thread(control, "jobs-control");
        signals = store.subscribe(control::hear);
        reporterThread.start();
        controlThread.start();
        rounds = new Rounds(fence, new Upkeep(store, settings.retention(), closing::get), settings.timeToLive());
    }

    int active() {
        return attempts.working().size();
    }

    int stuck() {
        return fence.stuck();
    }

    /** Begins the work of a job, or hands it back; whether there was a thread for it. */
    private boolean begin(final ClaimedJob claimed) {
        final Attempt attempt = new Attempt(
                claimed,
                processes.scope(claimed.lease() + "." + begun.incrementAndGet()),
                threads,
                presence::isCertain,
                reporter::progressed);
        final boolean again = attempts.add(attempt);
        if (again) {
            stopEarlier(attempt);
        }
        if (closing.get()) {
            attempt.stop(Stop.HANDED_BACK);
        }
        try {
            threads.start(again ? () -> workAfterEarlier(attempt) : () -> work(attempt));
            return true;
        } catch (final RejectedExecutionException e) {
            LogRelay.log(() -> LOG.warn("There is no thread for {}: it is handed back", attempt.job(), e));
            ended(attempt, Optional.of(attempt.released()));
            return false;
        }
    }

    /**
     * Stops the earlier attempts of a job that this worker was given again: the store does not know of their leases any
     * more, because it has lost its newest transactions.
     */
    private void stopEarlier(final Attempt attempt) {
        attempts.working(attempt.job().id()).stream()
                .filter(earlier -> earlier != attempt)
                .forEach(earlier -> earlier.stop(Stop.LEASE_LOST));
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
        for (final Attempt attempt : attempts.working(leases)) {
            attempt.stop(Stop.LEASE_LOST);
            LogRelay.log(() -> LOG.warn("The lease of {} is lost: its work is stopped", attempt.job()));
        }
        final Set<Attempt> unwritten = attempts.forget(leases);
        if (!unwritten.isEmpty()) {
            reporter.forget(unwritten);
            control.endsWritten();
            LogRelay.log(() -> unwritten.forEach(attempt ->
                    LOG.info("The lease of {} is lost: the end of this attempt is not written", attempt.job())));
        }
    }

    private void work(final Attempt attempt) {
        ended(attempt, runToItsEnd(attempt));
    }

    private Optional<Report.Ended> runToItsEnd(final Attempt attempt) {
        try {
            Thread.currentThread().setName("jobs-" + attempt.job().type() + "-" + attempt.lease());
            return attempt.run(handlers);
        } catch (final Throwable failure) { // of a logger, for one: it must not cost the worker this slot
            return Optional.of(attempt.failedUntold());
        }
    }

    private void ended(final Attempt attempt, final Optional<Report.Ended> end) {
        // The reporter has the end before the slot is free, or a close that waits for the slots alone could miss it.
        try {
            end.ifPresent(report -> {
                attempts.toWrite(attempt);
                reporter.ended(attempt, report);
            });
        } finally {
            attempts.ended(attempt);
            control.slotFreed();
        }
    }

    private void endsWritten() {
        control.endsWritten();
    }

    void close() {
        if (closing.compareAndSet(false, true)) {
            new Thread(this::shutDown, "jobs-close").start();
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
                attempts.stopAll(Stop.HANDED_BACK);
            }
        }
        if (interrupted) {
            caller.interrupt();
        }
    }

    private void shutDown() {
        try {
            control.stopClaiming(LAST_CLAIM);
            if (!attempts.awaitNoWork(settings.closeGrace())) {
                attempts.stopAll(Stop.HANDED_BACK);
                if (!attempts.awaitNoWork(settings.killGrace().plus(LAST_RETURNS))) {
                    attempts.working()
                            .forEach(attempt -> LogRelay.log(() -> LOG.warn(
                                    "The worker is closed, but the handler of {} has not returned; its job runs again elsewhere",
                                    attempt.job())));
                }
            }
            control.finish();
            controlThread.join(LAST_WRITES.toMillis());
            reporter.finish(LAST_WRITES);
            reporterThread.join(2 * LAST_WRITES.toMillis());
            sayGoodbye();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Nobody should interrupt this thread, which nobody else knows: the close is cut short", e);
        } finally {
            signals.close();
            rounds.close();
            threads.close();
            processes.close();
            closed.countDown();
        }
    }

    /** A worker whose handlers still run, or that may still be told of a claim, says nothing: its time runs out. */
    private void sayGoodbye() {
        if (!attempts.isEmpty() || controlThread.isAlive()) {
            return;
        }
        try {
            store.heartbeat(new Heartbeat(id, settings.profile(), Duration.ZERO, Set.of()));
        } catch (final JobStoreException e) {
            LOG.debug("The store did not hear this worker's goodbye, and will count it as lost", e);
        }
    }
}
