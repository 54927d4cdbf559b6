package dev.jobs.worker.attempt;

import dev.jobs.Job;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.worker.handler.JobStoppedException;
import dev.jobs.worker.handler.PermanentFailureException;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.log.FailureText;
import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.ProcessScope;
import dev.jobs.worker.process.tree.Death;
import dev.jobs.worker.thread.JobThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of a job: its handler, its processes, its newest progress, and whether it is to stop. Safe to share
 * between threads.
 */
public final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final FailureLog FAILURES = new FailureLog();
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private static final int MOST_FRAMES = 25;

    private final ClaimedJob claimed;
    private final ProcessScope processes;
    private final JobThreads threads;
    private final Owner owner;
    private final LongSupplier ticker;
    private final NewestProgress progress;
    private final Object lock = new Object();

    // Guarded by the lock, as is all below.
    private Optional<Thread> handlerThread = Optional.empty();
    private Optional<StopReason> stop = Optional.empty();
    private long stoppedAt;
    private boolean stopCarriedOut;
    private boolean begun;
    private boolean over;
    private boolean cancelled;
    private long begunAt;
    private long ran;
    private Death death = Death.SEEN;
    private final List<Runnable> stopActions = new ArrayList<>();

    /**
     * The worker that makes an attempt. Its methods are called on any thread, some of them under the attempt's lock so that
     * their order is that of the events: they return at once.
     */
    public interface Owner {
        /** True if the lease is still certain to be this worker's. */
        boolean isCertain();

        /** There is new progress to write. */
        void progressed(Attempt attempt);

        /** The attempt begins. */
        void started(Attempt attempt);

        /** The attempt is to stop, for this reason. */
        void stopRequested(Attempt attempt, StopReason reason);

        /** The attempt was told to stop long ago. */
        void stuck(Attempt attempt);
    }

    /**
     * An attempt that has not begun.
     *
     * @param ticker the monotonic clock, in nanoseconds
     */
    public Attempt(
            final ClaimedJob claimed,
            final ProcessScope processes,
            final JobThreads threads,
            final Owner owner,
            final LongSupplier ticker) {
        this.claimed = claimed;
        this.processes = processes;
        this.threads = threads;
        this.owner = owner;
        this.ticker = ticker;
        this.progress = new NewestProgress(claimed);
    }

    public Job job() {
        return claimed.job();
    }

    public Lease lease() {
        return claimed.lease();
    }

    ProcessScope processes() {
        return processes;
    }

    /**
     * Runs the handler on this thread, and waits until its processes are dead; what is then to be reported, or nothing if
     * the lease is lost.
     */
    public Optional<Report.Ended> run(final Handlers handlers) {
        Outcome outcome;
        try {
            outcome = begin() ? new Returned(handlers.run(this)) : new Thrown(new JobStoppedException("not begun"));
        } catch (final Throwable failure) { // whatever it is, it must not cost the worker this slot
            outcome = new Thrown(failure);
        }
        end();
        return report(outcome);
    }

    /** The result or the failure of the handler. */
    private sealed interface Outcome {}

    private record Returned(Optional<String> result) implements Outcome {}

    private record Thrown(Throwable failure) implements Outcome {}

    private boolean begin() {
        stopIfUncertain();
        synchronized (lock) {
            handlerThread = Optional.of(Thread.currentThread());
            begun = stop.isEmpty();
            if (begun) {
                begunAt = ticker.getAsLong();
                owner.started(this);
            }
            return begun;
        }
    }

    private void end() {
        synchronized (lock) {
            handlerThread = Optional.empty();
        }
        // A stop that came too late for the handler must not disturb the wait for its processes.
        final boolean unused = Thread.interrupted();
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

    private Optional<Report.Ended> report(final Outcome outcome) {
        final Optional<StopReason> reason = over();
        if (reason.isEmpty()) {
            return Optional.of(ended(outcome));
        }
        return switch (reason.get()) {
            case LEASE_LOST -> Optional.empty();
            case CANCELLED -> Optional.of(released());
            case LEASE_UNCERTAIN, CLOSING -> Optional.of(outcome instanceof Returned ? ended(outcome) : released());
        };
    }

    /** The work is over; the reason to stop, if there was one by then. */
    private Optional<StopReason> over() {
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

    private Report.Ended ended(final Outcome outcome) {
        if (outcome instanceof Returned returned) {
            try {
                return Report.completed(lease(), returned.result());
            } catch (final IllegalArgumentException unusable) {
                return failed(unusable);
            }
        }
        final Throwable failure = ((Thrown) outcome).failure();
        return failure instanceof UnreadablePayloadException unreadable ? declined(unreadable) : failed(failure);
    }

    private Report.Declined declined(final UnreadablePayloadException unreadable) {
        LOG.warn(
                "This worker cannot read the payload of {} ({}); it leaves the job to other workers, which have {} to come",
                job(),
                unreadable.where(),
                unreadable.grace());
        return Report.declined(lease(), unreadable.grace());
    }

    private Report.Failed failed(final Throwable failure) {
        final boolean permanent = failure instanceof PermanentFailureException;
        final Optional<Duration> delay = permanent ? Optional.empty() : Optional.of(delay());
        final boolean last = job().attempt() >= job().maxAttempts();
        FAILURES.failed(job(), failure, last ? Optional.empty() : delay, permanent);
        return new Report.Failed(lease(), FailureText.of(failure), delay, Report.Failed.Cause.HANDLER);
    }

    /** The report of an attempt that has ended, when finding its outcome failed. */
    public Report.Failed failedForUnknownReason() {
        return Report.failed(lease(), "The attempt failed, and the reason could not be found", delay());
    }

    private Duration delay() {
        return job().backoff().delayAfter(job().attempt(), ThreadLocalRandom.current());
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
            return Report.released(lease(), death == Death.SEEN ? Release.CONFIRMED : Release.PRESUMED);
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
     * Stops the handler and its processes, and returns at once, whatever the handler, a start, a thread factory or a
     * logger does. Only the first reason counts.
     */
    public void stop(final StopReason reason) {
        synchronized (lock) {
            if (stop.isPresent()) {
                return;
            }
            stop = Optional.of(reason);
            stoppedAt = ticker.getAsLong();
            if (!over) {
                announceStop(reason);
            }
        }
        carryOutStop();
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
            final List<Runnable> actions;
            synchronized (lock) {
                if (stop.isEmpty() || stopCarriedOut) {
                    return;
                }
                actions = List.copyOf(stopActions);
            }
            processes.stop();
            synchronized (lock) {
                handlerThread.ifPresent(Thread::interrupt);
            }
            if (!actions.isEmpty()) {
                threads.startAside(() -> actions.forEach(this::runStopAction));
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
        final Optional<Thread> thread;
        synchronized (lock) {
            thread = handlerThread;
        }
        return thread.map(running ->
                        Stream.of(running.getStackTrace()).limit(MOST_FRAMES).toList())
                .orElse(List.of());
    }

    public boolean runsOn(final Thread thread) {
        synchronized (lock) {
            return handlerThread.filter(own -> own == thread).isPresent();
        }
    }

    void onStop(final Runnable action) {
        synchronized (lock) {
            if (stop.isEmpty()) {
                stopActions.add(action);
                return;
            }
        }
        runStopAction(action);
    }

    private void runStopAction(final Runnable action) {
        try {
            action.run();
        } catch (final RuntimeException | Error e) { // the next action is to be run all the same
            LogRelay.log(
                    () -> LOG.warn("What {} does when it is to stop failed; it is stopped all the same", job(), e));
        }
    }

    void stage(final String name) {
        if (progress.stage(name)) {
            owner.progressed(this);
        }
    }

    public void progress(final double percent) {
        if (progress.progress(percent)) {
            owner.progressed(this);
        }
    }

    /** The newest progress, if it has not been taken before. */
    public Optional<Report.Progressed> takeProgress() {
        return progress.take();
    }
}
