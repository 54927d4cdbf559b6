package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobSignal;
import dev.jobs.Jobs;
import dev.jobs.Subscription;
import dev.jobs.store.JobStoreClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at jobs on behalf of all who wait for them: with one thread, one subscription and, each poll interval, one call
 * of the store for every thousand jobs watched. A job of which the store signals an end is looked at at once.
 *
 * <p>The thread is started with the first watcher and ends with {@link #close()}; while nobody watches it sleeps, and the
 * store hears nothing of it. Nothing else ends it: whatever fails, of the store or of a watcher, an {@link Error} too, is
 * tried again, and those who wait go on waiting. Safe to share between threads.
 */
final class JobWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    /** Between two looks that signals ask for, so that many signals make few calls. */
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int REMEMBERED = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Jobs jobs;
    private final long intervalNanos;
    private final HeldBytes bytes;

    // Guarded by the lock. Watchers are called outside of it.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Watchers watchers = new Watchers();
    private final Set<JobId> signalled = new HashSet<>();
    /** For watchers that were on their way when the signal came. */
    private final Set<JobId> lastSignalled = new LinkedHashSet<>();

    private Optional<Thread> thread = Optional.empty();
    private volatile boolean closed;

    // The watching thread's own.
    private Optional<Subscription> subscription = Optional.empty();
    private long lookAt;
    private long lookAtSignalledFrom;
    private boolean allTold;
    private final PollBatches batches = new PollBatches();
    private final Outage looks = new Outage(LOG, "look at the jobs that clients wait for");
    private final Outage signals = new Outage(LOG, "subscribe to the signals of the job store");
    private final Outage steps = new Outage(LOG, "go on watching jobs");
    private final Outage tells = new Outage(LOG, "tell each client of its job");

    JobWatch(final Jobs jobs, final Duration interval, final HeldBytes bytes) {
        this.jobs = requireNonNull(jobs, "jobs");
        this.intervalNanos = interval.toNanos();
        this.bytes = requireNonNull(bytes, "bytes");
    }

    /** The memory for answers that its watchers keep until their clients have taken them. */
    HeldBytes bytes() {
        return bytes;
    }

    /**
     * Shows the watcher its job from now on, and wakes it at this time by {@link System#nanoTime()}. Where that is not to be
     * had, because the watch is closed or the system has no thread left, the watcher is told that it is over.
     */
    void add(final Watcher watcher, final long alarmAt) {
        if (!isAdded(watcher, alarmAt)) {
            watcher.end();
        }
    }

    private boolean isAdded(final Watcher watcher, final long alarmAt) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            watchers.add(watcher, alarmAt);
            if (lastSignalled.contains(watcher.jobId())) {
                signalled.add(watcher.jobId());
            }
            if (thread.filter(Thread::isAlive).isEmpty()) {
                thread = Optional.of(started());
            }
            changed.signal();
            return true;
        } catch (final RuntimeException | Error e) {
            watchers.remove(watcher);
            LOG.error("No client can wait for job {} now; it is answered at once.", watcher.jobId(), e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Thread started() {
        lookAt = System.nanoTime();
        lookAtSignalledFrom = lookAt;
        final Thread started = new Thread(this::watch, "jobs-http-watch");
        started.setDaemon(true);
        started.start();
        return started;
    }

    /** Shows it nothing more; a watcher that is not there makes no difference. */
    void remove(final Watcher watcher) {
        lock.lock();
        try {
            watchers.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    private void hear(final JobSignal signal) {
        if (signal instanceof JobSignal.Finished finished) {
            lookSoon(finished.id());
        } else if (signal instanceof JobSignal.Cancelled cancelled) {
            lookSoon(cancelled.id());
        }
    }

    private void lookSoon(final JobId id) {
        lock.lock();
        try {
            remember(id);
            if (watchers.watch(id) && signalled.add(id)) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void remember(final JobId id) {
        lastSignalled.add(id);
        if (lastSignalled.size() > REMEMBERED) {
            final Iterator<JobId> oldest = lastSignalled.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void watch() {
        @Nullable Throwable failure = null;
        while (!closed) {
            // Nothing is done outside of this but to keep what failed: whatever else is done may fail too.
            try {
                if (failure != null) {
                    recoverFrom(failure);
                    failure = null;
                }
                nextTurn().ifPresent(this::take);
                steps.over();
            } catch (final Throwable e) {
                failure = e;
            }
        }
        try {
            endAll();
        } finally {
            subscription.ifPresent(Subscription::close);
        }
    }

    private void recoverFrom(final Throwable failure) throws InterruptedException {
        steps.failed(failure);
        lock.lock();
        try {
            long rest = PAUSE_AFTER_FAILURE_NANOS;
            while (!closed && rest > 0) {
                rest = changed.awaitNanos(rest);
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(final Turn turn) {
        allTold = true;
        turn.toWake().forEach(this::wake);
        if (!turn.toLookAt().isEmpty()) {
            subscribe();
            look(turn.toLookAt());
            planNext(turn.reach());
        }
        if (allTold) {
            tells.over();
        }
    }

    private void planNext(final Reach reach) {
        lookAtSignalledFrom = System.nanoTime() + SHORTEST_PAUSE_NANOS;
        if (reach == Reach.ALL) {
            lookAt = System.nanoTime() + intervalNanos;
        }
    }

    /** What is to be done next, as soon as there is something; empty when it is closed. */
    private Optional<Turn> nextTurn() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                final long now = System.nanoTime();
                final List<Watcher> toWake = watchers.due(now);
                final Reach reach = now - lookAt >= 0 ? Reach.ALL : Reach.SIGNALLED;
                final List<JobId> toLookAt = toLookAt(reach, now);
                if (!toWake.isEmpty() || !toLookAt.isEmpty()) {
                    return Optional.of(new Turn(toWake, toLookAt, reach));
                }
                changed.awaitNanos(pause(now));
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private List<JobId> toLookAt(final Reach reach, final long now) {
        if (reach == Reach.ALL) {
            signalled.clear();
            return watchers.jobs();
        }
        if (now - lookAtSignalledFrom < 0) {
            return List.of();
        }
        final List<JobId> ids = signalled.stream().filter(watchers::watch).toList();
        signalled.clear();
        return ids;
    }

    private long pause(final long now) {
        if (watchers.isEmpty()) {
            return Long.MAX_VALUE;
        }
        final long untilLook = signalled.isEmpty() ? lookAt - now : Math.min(lookAt - now, lookAtSignalledFrom - now);
        final OptionalLong alarm = watchers.nextAlarm();
        return alarm.isPresent() ? Math.min(untilLook, alarm.getAsLong() - now) : untilLook;
    }

    private void subscribe() {
        if (subscription.isPresent()) {
            return;
        }
        try {
            subscription = Optional.of(jobs.subscribe(this::hear));
            signals.over();
        } catch (final JobStoreClosedException e) {
            LOG.debug("The job store is closed; it sends no signals.", e);
        } catch (final RuntimeException | Error e) {
            signals.failed(e);
        }
    }

    private void look(final List<JobId> ids) {
        try {
            batches.poll(ids, this::show, this::giveUp).ifPresentOrElse(looks::failed, looks::over);
        } catch (final JobStoreClosedException e) {
            LOG.debug("The job store is closed; nobody waits any longer.", e);
            endAll();
        } catch (final RuntimeException | Error e) {
            looks.failed(e);
        }
    }

    private Map<JobId, JobPollResponse> show(final List<JobId> ids) {
        // Taken before the call: who comes while it is under way may have seen something newer than its answer.
        final List<Watcher> waiting = watchersOf(ids);
        final Map<JobId, JobPollResponse> answers = jobs.poll(ids);
        for (final Watcher watcher : waiting) {
            final Optional<JobPollResponse> answer =
                    Optional.ofNullable(answers.get(watcher.jobId())).map(this::whole);
            tell(watcher, told -> answer.ifPresentOrElse(told::show, told::gone));
        }
        return answers;
    }

    /** The answer with its result, where a poll of many has left it out: one at a time. */
    private JobPollResponse whole(final JobPollResponse answer) {
        return answer.isResultLeftOut() ? jobs.poll(answer.job().id()).orElse(answer) : answer;
    }

    // A job that cannot be read: its clients hear of the fault when they ask again.
    private void giveUp(final JobId id) {
        watchersOf(List.of(id)).forEach(this::end);
    }

    private List<Watcher> watchersOf(final List<JobId> ids) {
        lock.lock();
        try {
            return ids.stream().flatMap(id -> watchers.of(id).stream()).toList();
        } finally {
            lock.unlock();
        }
    }

    private void wake(final Watcher watcher) {
        tell(watcher, told -> {
            final OptionalLong next = told.wake(System.nanoTime());
            if (next.isPresent()) {
                rearm(told, next.getAsLong());
            } else {
                remove(told);
            }
        });
    }

    private void rearm(final Watcher watcher, final long alarmAt) {
        lock.lock();
        try {
            watchers.rearm(watcher, alarmAt);
        } finally {
            lock.unlock();
        }
    }

    // One that fails must not keep the others from being told.
    private void tell(final Watcher watcher, final Consumer<Watcher> what) {
        try {
            what.accept(watcher);
        } catch (final RuntimeException | Error e) {
            allTold = false;
            tells.failed(e);
            end(watcher);
        }
    }

    private void endAll() {
        final List<Watcher> rest;
        lock.lock();
        try {
            rest = new ArrayList<>(watchers.all());
        } finally {
            lock.unlock();
        }
        rest.forEach(this::end);
    }

    private void end(final Watcher watcher) {
        remove(watcher);
        try {
            watcher.end();
        } catch (final RuntimeException | Error e) {
            LOG.debug("A client of job {} cannot be told that its wait is over.", watcher.jobId(), e);
        }
    }

    /** Ends all that wait, and the thread. */
    @Override
    public void close() {
        final Optional<Thread> last;
        lock.lock();
        try {
            closed = true;
            last = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // By this thread, for the watch's may be in a call of a store that does not answer.
        endAll();
        last.ifPresent(JobWatch::awaitEnd);
    }

    private static void awaitEnd(final Thread last) {
        try {
            last.join(PATIENCE.toMillis());
            if (last.isAlive()) {
                LOG.warn("The watch over jobs is still in a call of the job store; it ends after that.");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Which jobs are looked at: all that are watched, or those that signals came for. */
    private enum Reach {
        ALL,
        SIGNALLED
    }

    private record Turn(List<Watcher> toWake, List<JobId> toLookAt, Reach reach) {}
}
