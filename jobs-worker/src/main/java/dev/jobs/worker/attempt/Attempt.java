package dev.jobs.worker.attempt;

import dev.jobs.Job;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.worker.handler.JobStoppedException;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.CommandScope;
import dev.jobs.worker.process.tree.Death;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of a job: its handler, its processes, what it tells, and whether it is to stop. Safe to share
 * between threads.
 */
public final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private static final int MOST_FRAMES = 25;

    private final ClaimedJob claimed;
    private final CommandScope processes;
    private final Owner owner;
    private final LongSupplier ticker;
    private final LimitClock limits;
    private final AttemptNews news;
    private final StopActions stopActions;
    private final EndReports reports;
    private final HandlerThread handlerThread = new HandlerThread();
    /** Nothing that may wait is done under it: heartbeats and the guards take it. */
    private final Object lock = new Object();

    // Guarded by the lock, as is all below.
    private Optional<StopReason> stop = Optional.empty();
    private long stoppedAt;
    private boolean stopCarriedOut;
    private boolean begun;
    private boolean over;
    private boolean cancelled;
    private long begunAt;
    private long ran;
    private Death death = Death.SEEN;

    /**
     * The worker that makes an attempt. Its methods are called on any thread, some of them under the attempt's lock so that
     * their order is that of the events: they return at once.
     */
    public interface Owner {
        /** True if the lease is still certain to be this worker's. */
        boolean isCertain();

        /** There is news to write: progress, or lines of its log. */
        void hasNews(Attempt attempt);

        /** The attempt begins. */
        void started(Attempt attempt);

        /** The attempt is to stop, for this reason. */
        void stopRequested(Attempt attempt, StopReason reason);

        /** The attempt was told to stop long ago. */
        void stuck(Attempt attempt);

        /** Runs a task on another thread, and returns at once. */
        void startAside(Runnable task);

        /** The source of the random part of the pause before the next attempt. */
        RandomGenerator random();
    }

    /**
     * An attempt that has not begun.
     *
     * @param ticker the monotonic clock, in nanoseconds
     */
    public Attempt(
            final ClaimedJob claimed,
            final AttemptBounds bounds,
            final CommandScope processes,
            final Owner owner,
            final LongSupplier ticker) {
        this.claimed = claimed;
        this.processes = processes;
        this.owner = owner;
        this.ticker = ticker;
        this.limits = new LimitClock(claimed.job().limits(), bounds.limits(), ticker);
        this.news = new AttemptNews(claimed, bounds.log(), limits, ticker, () -> owner.hasNews(this));
        this.stopActions = new StopActions(claimed.job());
        this.reports = new EndReports(claimed, owner::random);
    }

    public Job job() {
        return claimed.job();
    }

    public Lease lease() {
        return claimed.lease();
    }

    /** All that it tells while it runs. */
    public AttemptNews news() {
        return news;
    }

    CommandScope processes() {
        return processes;
    }

    /**
     * Runs the handler on this thread, and waits until its processes are dead; what is then to be reported, or nothing if
     * the lease is lost.
     */
    public Optional<Report.Ended> run(final Handlers handlers) {
        final MdcOfJob mdc = MdcOfJob.put(job());
        try {
            return runToItsEnd(handlers);
        } finally {
            mdc.restore();
        }
    }

    private Optional<Report.Ended> runToItsEnd(final Handlers handlers) {
        HandlerOutcome outcome;
        try {
            outcome = begin()
                    ? new HandlerOutcome.Returned(handlers.run(this))
                    : new HandlerOutcome.Thrown(new JobStoppedException("not begun"));
        } catch (final Throwable failure) { // whatever it is, it must not cost the worker this slot
            outcome = new HandlerOutcome.Thrown(failure);
        }
        end();
        return report(outcome);
    }

    private boolean begin() {
        stopIfUncertain();
        synchronized (lock) {
            handlerThread.begin();
            begun = stop.isEmpty();
            if (begun) {
                begunAt = ticker.getAsLong();
                limits.begin(begunAt);
                owner.started(this);
            }
            return begun;
        }
    }

    private void end() {
        // A stop that comes too late for the handler must not disturb the wait for its processes.
        handlerThread.end();
        boolean waiting = true;
        while (waiting) {
            try {
                processes.stop();
                final Death seen = processes.awaitDeath();
                synchronized (lock) {
                    death = seen == Death.PRESUMED ? seen : death;
                }
                waiting = false;
            } catch (final InterruptedException e) {
                LOG.debug("Nothing but death ends the wait for the processes of job {}", job().id(), e);
            } catch (final RuntimeException | Error e) { // nor does what may well last; logging it may be what fails
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private Optional<Report.Ended> report(final HandlerOutcome outcome) {
        final Optional<StopReason> reason = over();
        if (reason.isEmpty()) {
            return Optional.of(reports.of(outcome));
        }
        return switch (reason.get()) {
            case LEASE_LOST -> Optional.empty();
            case CANCELLED -> Optional.of(released());
            case TIME_LIMIT, SILENCE_LIMIT -> Optional.of(reports.atLimit(limits.error(reason.get()), outcome));
            case LEASE_UNCERTAIN, CLOSING ->
                Optional.of(outcome instanceof HandlerOutcome.Returned ? reports.of(outcome) : released());
        };
    }

    /** The work is over; the reason to stop, if there was one by then. */
    private Optional<StopReason> over() {
        news.close();
        synchronized (lock) {
            over = true;
            ran = begun ? ticker.getAsLong() - begunAt : 0;
            return stop;
        }
    }

    /** The time from its begin until its work was over. */
    public Duration ran() {
        synchronized (lock) {
            return Duration.ofNanos(ran);
        }
    }

    /** The report of an attempt that has ended, when finding its outcome failed. */
    public Report.Failed failedForUnknownReason() {
        return reports.failedForUnknownReason();
    }

    /** The release of this attempt, whose work will not begin. */
    public Report.Released abandoned() {
        over();
        return released();
    }

    /** The release of this attempt, whose job was cancelled before its end was written. */
    public Report.Released cancelledAtItsEnd() {
        synchronized (lock) {
            cancelled = true;
        }
        return released();
    }

    /** True if its job was cancelled, as far as this worker knows. */
    public boolean isCancelled() {
        synchronized (lock) {
            return cancelled
                    || stop.filter(reason -> reason == StopReason.CANCELLED).isPresent();
        }
    }

    /** The release of this attempt, after its end. */
    public Report.Released released() {
        synchronized (lock) {
            return reports.released(death);
        }
    }

    /**
     * Stops this attempt before it begins, since an earlier one of its job, of whose lease the store knows nothing any
     * more, has not ended here: nobody will have seen its end.
     */
    public void stopBehindAnEarlierOne() {
        synchronized (lock) {
            death = Death.PRESUMED;
        }
        stop(StopReason.LEASE_UNCERTAIN);
    }

    /** A process that stood still for too long must not begin anything when it goes on, before the lease guard has run. */
    void stopIfUncertain() {
        if (!owner.isCertain()) {
            stop(StopReason.LEASE_UNCERTAIN);
        }
    }

    /**
     * Stops it if it has reached a limit of time and its handler has not returned by then. To be called again after the
     * nanoseconds that it answers with, which end at its next limit.
     */
    public long stopAtLimit() {
        if (limits.isEndless()) {
            return Long.MAX_VALUE;
        }
        synchronized (lock) {
            if (!begun || !handlerThread.isRunning() || stop.isPresent()) {
                return Long.MAX_VALUE;
            }
            final long now = ticker.getAsLong();
            final long left = limits.left(now);
            if (left > 0) {
                return left;
            }
            // Under the lock: a handler that returns meanwhile has either returned before, or was stopped.
            requestStop(owner.isCertain() ? limits.reached(now) : StopReason.LEASE_UNCERTAIN);
        }
        carryOutStop();
        return Long.MAX_VALUE;
    }

    /** True if it can reach a limit of time within so many nanoseconds from its begin. */
    public boolean hasLimitWithin(final long nanos) {
        return limits.shortest() < nanos;
    }

    /** The whole process stood still for so many nanoseconds: they are no silence of this attempt. */
    public void stoodStill(final long nanos) {
        limits.stoodStill(nanos);
    }

    /**
     * Stops the handler and its processes, and returns at once, whatever the handler, a start, a thread factory or a
     * logger does. Only the first reason counts; but a cancel takes the place of a limit of time.
     */
    public void stop(final StopReason reason) {
        synchronized (lock) {
            if (!requestStop(reason)) {
                return;
            }
        }
        carryOutStop();
    }

    /** True if this is the first request, under the lock. */
    private boolean requestStop(final StopReason reason) {
        if (stop.isPresent()) {
            stop = reason == StopReason.CANCELLED ? stop.map(first -> first.isLimit() ? reason : first) : stop;
            return false;
        }
        stop = Optional.of(reason);
        stoppedAt = ticker.getAsLong();
        stopActions.stop();
        if (!over) {
            announceStop(reason);
        }
        return true;
    }

    private void announceStop(final StopReason reason) {
        try {
            owner.stopRequested(this, reason);
        } catch (final RuntimeException | Error lost) {
            // There may be no memory for the event. The stop itself goes on.
        }
    }

    /** Does what a stop has to do and has not done, which may fail where there is no memory: then it is to be called again. */
    public void carryOutStop() {
        try {
            synchronized (lock) {
                if (stop.isEmpty() || stopCarriedOut) {
                    return;
                }
            }
            processes.stop();
            handlerThread.interrupt();
            if (!stopActions.isEmpty()) {
                owner.startAside(stopActions::runAll);
            }
            synchronized (lock) {
                stopCarriedOut = true;
            }
            LogRelay.log(() -> LOG.debug("Stopping {}: {}", job(), stopped()));
        } catch (final RuntimeException | Error e) { // one attempt must not keep the others from being stopped
            LogRelay.log(() -> LOG.debug("The stop of {} failed and is tried again", job(), e));
        }
    }

    /** Why this attempt is to stop, if it is. */
    public Optional<StopReason> stopped() {
        synchronized (lock) {
            return stop;
        }
    }

    /** True if its handler was told to stop more than this many nanoseconds ago. */
    public boolean isStoppingSince(final long nanos) {
        synchronized (lock) {
            return stop.isPresent() && ticker.getAsLong() - stoppedAt > nanos;
        }
    }

    /** Lets the owner know that it goes on long after it was told to stop. */
    public void reportStuck() {
        synchronized (lock) {
            if (!over) {
                owner.stuck(this);
            }
        }
    }

    /** The calls that the handler is in, innermost first and a bounded number of calls; empty if it has returned. */
    public List<StackTraceElement> stackOfHandler() {
        return handlerThread.stack().stream().limit(MOST_FRAMES).toList();
    }

    public boolean runsOn(final Thread thread) {
        return handlerThread.isOn(thread);
    }

    void onStop(final Runnable action) {
        stopActions.add(action);
    }
}
