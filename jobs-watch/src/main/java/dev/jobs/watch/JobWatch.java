package dev.jobs.watch;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.Jobs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch over jobs, for all in this process who wait for them. It holds no thread for each of them, and polls their jobs
 * together: each poll interval one call of the store for every thousand jobs. A job of which the store signals the end is polled
 * at once, a job without a signal at the next interval.
 *
 * <h2>Waiting for the end of a job</h2>
 *
 * <p>{@link #waitFor(JobId, Duration) waitFor} blocks its thread, which may be a virtual one; {@link #waitForAsync(JobId, Duration)
 * waitForAsync} does not. The wait ends with the job as it stands when it is {@linkplain JobPollResponse#isDone() done}: it has
 * ended, and its work has stopped. It ends otherwise
 *
 * <ul>
 *   <li>with nothing, if there is no such job, or none any more;
 *   <li>with a {@link TimeoutException} at its limit, even while the store does not answer; the job itself goes on;
 *   <li>with a {@link JobWatchClosedException} if the watch is closed, and with a {@link dev.jobs.store.JobStoreClosedException} if the
 *       store is;
 *   <li>with what the store throws for this one job, where it can read others and not this one.
 * </ul>
 *
 * <p>A store out of reach ends no wait: it is polled until it is back.
 *
 * <h2>Threads</h2>
 *
 * <p>The first who waits starts {@code jobs-watch-poll}, which polls, and {@code jobs-watch-alarm}, which keeps the limits. For
 * asynchronous waits there are a few {@code jobs-watch-listener} threads, and more, up to 64, while listeners block. All are
 * daemons and end with {@link #close()}. Safe to share between threads: one watch for each store is enough.
 */
public final class JobWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final Poller poller;
    private final Alarms alarms;
    private final Callbacks callbacks = new Callbacks();
    private final Outage wakes;
    /** A watcher is in both the poller and the alarms, or in neither. */
    private final Object membership = new Object();

    private JobWatch(final Builder options) {
        this.poller = new Poller(options.jobs, options.pollInterval, options.ticker, this::end);
        this.alarms = new Alarms(
                options.ticker,
                options.pollInterval,
                this::wake,
                callbacks::growIfStuck,
                new Outage(LOG, "go on waking those who wait for jobs", options.ticker));
        this.wakes = new Outage(LOG, "wake each who waits for a job", options.ticker);
    }

    /** A watch over these jobs, which polls once a second. */
    public static JobWatch on(final Jobs jobs) {
        return builder(jobs).build();
    }

    /** Begins a watch over these jobs. */
    public static Builder builder(final Jobs jobs) {
        return new Builder(jobs);
    }

    /** Waits until a job is done; see {@link #waitFor(JobId, Duration, Consumer)}. */
    public Optional<JobPollResponse> waitFor(final JobId id, final Duration limit)
            throws InterruptedException, TimeoutException {
        return waitFor(id, limit, answer -> {});
    }

    /**
     * Waits until a job is done, and tells of what changes until then.
     *
     * @param limit the longest time to wait; positive
     * @param listener told, on this thread, of the job as it stands first, each time that it has changed, and at last; of changes
     *     that come while it runs, of the newest only. What it throws is logged, and the wait goes on
     * @return the job at its end; empty if there is none, or none any more
     * @throws TimeoutException if the job is not done by then; the job itself goes on
     * @throws InterruptedException if this thread is interrupted meanwhile
     * @throws JobWatchClosedException if the watch is closed
     * @throws dev.jobs.store.JobStoreClosedException if the store is closed
     * @throws IllegalArgumentException if the limit is not positive
     */
    public Optional<JobPollResponse> waitFor(
            final JobId id, final Duration limit, final Consumer<JobPollResponse> listener)
            throws InterruptedException, TimeoutException {
        final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
        final CompletableFuture<Optional<JobPollResponse>> end = begin(id, limit, listener, calls::add);
        try {
            while (!end.isDone()) {
                calls.take().run();
            }
            return end.get();
        } catch (final InterruptedException e) {
            end.cancel(false);
            throw e;
        } catch (final ExecutionException e) {
            throw failure(e);
        }
    }

    private static TimeoutException failure(final ExecutionException failed) {
        final Throwable cause = failed.getCause();
        if (cause instanceof TimeoutException timeout) {
            return timeout;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("no wait ends so", failed);
    }

    /** Waits without holding a thread; see {@link #waitForAsync(JobId, Duration, Consumer)}. */
    public CompletableFuture<Optional<JobPollResponse>> waitForAsync(final JobId id, final Duration limit) {
        return waitForAsync(id, limit, answer -> {});
    }

    /**
     * Waits without holding a thread, otherwise as {@link #waitFor(JobId, Duration, Consumer)}: it completes with what that returns or
     * throws. Nothing is told any more once it is completed in whatever way, a cancel included.
     *
     * @param limit the longest time to wait; positive
     * @param listener told of the job as it stands first, each time that it has changed, and at last, by one thread at a time of
     *     this watch's own, on which what depends on the future runs too. It may block: up to 64 calls that do keep no others waiting
     *     for more than a few poll intervals
     * @throws IllegalArgumentException if the limit is not positive
     */
    public CompletableFuture<Optional<JobPollResponse>> waitForAsync(
            final JobId id, final Duration limit, final Consumer<JobPollResponse> listener) {
        return begin(id, limit, listener, callbacks);
    }

    private CompletableFuture<Optional<JobPollResponse>> begin(
            final JobId id, final Duration limit, final Consumer<JobPollResponse> listener, final Executor callbacks) {
        requireNonNull(id, "id");
        requireNonNull(listener, "listener");
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a limit is positive, but this is " + limit);
        }
        final Wait wait = new Wait(id, limit, listener, callbacks);
        add(wait, limit, Poller.First.SOON);
        final var unused = wait.end().whenComplete((answer, failure) -> remove(wait));
        return wait.end();
    }

    /**
     * Shows the watcher its job from the next poll on, until it is removed, and wakes it after this time. Where that is not to be had,
     * because the watch is closed or the system has no thread left, the watcher is told that it is over.
     */
    public void add(final Watcher watcher, final Duration wakeAfter) {
        add(requireNonNull(watcher, "watcher"), wakeAfter, Poller.First.AT_NEXT_POLL);
    }

    private void add(final Watcher watcher, final Duration wakeAfter, final Poller.First first) {
        try {
            synchronized (membership) {
                alarms.set(watcher, wakeAfter);
                if (poller.add(watcher, first)) {
                    return;
                }
                alarms.remove(watcher);
            }
            watcher.end(new JobWatchClosedException());
        } catch (final RuntimeException | Error e) {
            LOG.error("No client can wait for job {} now; it is answered at once.", watcher.jobId(), e);
            end(watcher, e);
        }
    }

    /** Shows it nothing more, and does not wake it; a watcher that is not there makes no difference. */
    public void remove(final Watcher watcher) {
        synchronized (membership) {
            alarms.remove(watcher);
            poller.remove(watcher);
        }
    }

    private void wake(final Watcher watcher) {
        try {
            watcher.wake().ifPresentOrElse(after -> alarms.reset(watcher, after), () -> remove(watcher));
            wakes.over();
        } catch (final RuntimeException | Error e) {
            wakes.failed(e);
            end(watcher, e);
        }
    }

    private void end(final Watcher watcher, final Throwable why) {
        remove(watcher);
        try {
            watcher.end(why);
        } catch (final RuntimeException | Error e) {
            LOG.debug("A client of job {} cannot be told that its wait is over.", watcher.jobId(), e);
        }
    }

    /** Ends all waits, and the threads, within ten seconds. A second call does nothing. */
    @Override
    public void close() {
        poller.close();
        alarms.close();
        // By this thread, for the poller's may be in a call of a store that does not answer.
        final JobWatchClosedException closed = new JobWatchClosedException();
        poller.all().forEach(watcher -> end(watcher, closed));
        callbacks.close();
        try {
            if (!(poller.awaitEnd(LONGEST_CLOSE) && alarms.awaitEnd(LONGEST_CLOSE))) {
                LOG.warn("The watch over jobs is still in a call of the job store; it ends after that.");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gathers a watch. Not safe to share between threads. */
    public static final class Builder {
        private final Jobs jobs;
        private Duration pollInterval = Duration.ofSeconds(1);
        private LongSupplier ticker = System::nanoTime;

        private Builder(final Jobs jobs) {
            this.jobs = requireNonNull(jobs, "jobs");
        }

        /**
         * The time between two polls of all jobs that are waited for; one second by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder pollInterval(final Duration interval) {
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("a poll interval is positive, but this is " + interval);
            }
            this.pollInterval = interval;
            return this;
        }

        /**
         * The monotonic clock, in nanoseconds, by which intervals and limits are measured; {@link System#nanoTime()} by default. For
         * tests that move it: it is read at least once each poll interval.
         */
        public Builder ticker(final LongSupplier nanoseconds) {
            this.ticker = requireNonNull(nanoseconds, "nanoseconds");
            return this;
        }

        /** The watch. It has no thread until somebody waits. */
        public JobWatch build() {
            return new JobWatch(this);
        }
    }
}
