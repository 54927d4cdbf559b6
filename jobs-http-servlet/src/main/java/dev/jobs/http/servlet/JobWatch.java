package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.JobSignal;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.Subscription;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at jobs on behalf of all who wait for them: with one thread, one subscription and, each poll interval, one call
 * of the store for every thousand jobs watched. A job of which the store signals an end is looked at at once.
 *
 * <p>The thread is started with the first watcher and ends with {@link #close()}; while nobody watches it sleeps, and the
 * store hears nothing of it. Safe to share between threads.
 */
final class JobWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    private static final int JOBS_PER_CALL = 1_000;
    /** Between two looks that signals ask for, so that many signals make few calls. */
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int REMEMBERED = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JobStore store;
    private final long intervalNanos;

    // Guarded by the lock. Watchers are called outside of it.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Watchers watchers = new Watchers();
    private final Set<JobId> signalled = new HashSet<>();
    /** For watchers that were on their way when the signal came. */
    private final Set<JobId> lastSignalled = new LinkedHashSet<>();

    private Optional<Thread> thread = Optional.empty();
    private boolean closed;

    // The watching thread's own.
    private Optional<Subscription> subscription = Optional.empty();
    private long lookAt;
    private long lookAtSignalledFrom;
    private boolean outOfReach;

    JobWatch(final JobStore store, final Duration interval) {
        this.store = requireNonNull(store, "store");
        this.intervalNanos = interval.toNanos();
    }

    /** Shows the watcher its job from now on, and wakes it at this time by {@link System#nanoTime()}. */
    void add(final Watcher watcher, final long alarmAt) {
        lock.lock();
        try {
            if (!closed) {
                watchers.add(watcher, alarmAt);
                if (lastSignalled.contains(watcher.jobId())) {
                    signalled.add(watcher.jobId());
                }
                if (thread.isEmpty()) {
                    thread = Optional.of(started());
                }
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        watcher.end();
    }

    private Thread started() {
        lookAt = System.nanoTime();
        lookAtSignalledFrom = lookAt;
        final Thread watching = new Thread(this::watch, "jobs-http-watch");
        watching.setDaemon(true);
        watching.start();
        return watching;
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
        try {
            subscribe();
            for (Optional<Turn> turn = nextTurn(); turn.isPresent(); turn = nextTurn()) {
                take(turn.get());
            }
        } catch (final InterruptedException e) {
            LOG.debug("The watch over jobs was interrupted; it ends.", e);
            Thread.currentThread().interrupt();
        } finally {
            refuseMore();
            endAll();
            subscription.ifPresent(Subscription::close);
        }
    }

    private void take(final Turn turn) {
        turn.toWake().forEach(this::wake);
        if (turn.toLookAt().isEmpty()) {
            return;
        }
        subscribe();
        look(turn.toLookAt());
        lookAtSignalledFrom = System.nanoTime() + SHORTEST_PAUSE_NANOS;
        if (turn.reach() == Reach.ALL) {
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
        final List<JobId> jobs = signalled.stream().filter(watchers::watch).toList();
        signalled.clear();
        return jobs;
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
            subscription = Optional.of(store.subscribe(this::hear));
        } catch (final JobStoreException e) {
            LOG.debug("The job store takes no subscription now; its jobs are polled, and it is asked again.", e);
        }
    }

    private void look(final List<JobId> jobs) {
        try {
            for (int from = 0; from < jobs.size(); from += JOBS_PER_CALL) {
                show(jobs.subList(from, Math.min(jobs.size(), from + JOBS_PER_CALL)));
            }
            outOfReach = false;
        } catch (final JobStoreClosedException e) {
            LOG.debug("The job store is closed; nobody waits any longer.", e);
            endAll();
        } catch (final JobStoreException e) {
            if (!outOfReach) {
                LOG.warn("Cannot look at {} jobs that clients wait for; trying again: {}", jobs.size(), e.toString());
            }
            outOfReach = true;
        } catch (final RuntimeException e) {
            LOG.error("Could not look at {} jobs that clients wait for; trying again.", jobs.size(), e);
        }
    }

    private void show(final List<JobId> jobs) {
        // Taken before the call: who comes while it is under way may have seen something newer than its answer.
        final List<Watcher> waiting = watchersOf(jobs);
        final Map<JobId, JobPollResponse> answers = store.poll(jobs);
        for (final Watcher watcher : waiting) {
            final Optional<JobPollResponse> answer = Optional.ofNullable(answers.get(watcher.jobId()));
            tell(watcher, told -> answer.ifPresentOrElse(told::show, told::gone));
        }
    }

    private List<Watcher> watchersOf(final List<JobId> jobs) {
        lock.lock();
        try {
            return jobs.stream().flatMap(id -> watchers.of(id).stream()).toList();
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
        } catch (final RuntimeException e) {
            LOG.error("Could not tell a client of job {}; it waits no longer.", watcher.jobId(), e);
            remove(watcher);
        }
    }

    // Whatever ends the thread: who would wait from now on would wait for ever.
    private void refuseMore() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void endAll() {
        final List<Watcher> rest;
        lock.lock();
        try {
            rest = new ArrayList<>(watchers.all());
            rest.forEach(watchers::remove);
        } finally {
            lock.unlock();
        }
        rest.forEach(watcher -> tell(watcher, Watcher::end));
    }

    /** Ends all that wait, and the thread. */
    @Override
    public void close() {
        final Optional<Thread> watching;
        lock.lock();
        try {
            closed = true;
            watching = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        watching.ifPresent(JobWatch::awaitEnd);
    }

    private static void awaitEnd(final Thread watching) {
        try {
            watching.join(PATIENCE.toMillis());
            if (watching.isAlive()) {
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
