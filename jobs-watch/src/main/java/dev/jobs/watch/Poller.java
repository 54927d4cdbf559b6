package dev.jobs.watch;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobSignal;
import dev.jobs.Jobs;
import dev.jobs.Subscription;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that polls all jobs that are watched, and shows them to their watchers: with one subscription and, each poll
 * interval, one call of the store for every thousand jobs, and one more where the logs of some of them are watched. A job of which the store signals an end, and one of which somebody
 * wants to know at once, is polled within ten milliseconds. Safe to share between threads.
 */
final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
    /** Between two polls of jobs that are due soon, so that many signals make few calls. */
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int REMEMBERED = 1_000;

    private final Jobs jobs;
    private final long intervalNanos;
    private final LongSupplier ticker;
    private final BiConsumer<Watcher, Throwable> end;
    private final Loop loop;

    // Guarded by the lock. Watchers are called outside of it.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<JobId, List<Watcher>> watchers = new HashMap<>();
    private final Set<JobId> dueSoon = new HashSet<>();
    /** For watchers that were on their way when the signal came. */
    private final Set<JobId> lastSignalled = new LinkedHashSet<>();

    // The polling thread's own.
    private Optional<Subscription> subscription = Optional.empty();
    private long pollAllAt;
    private long pollSoonFrom;
    private boolean allShown;
    private final PollBatches batches = new PollBatches();
    private final Outage polls;
    private final Outage signals;
    private final Outage shows;
    private final Outage logs;

    /**
     * A poller without a thread, until somebody watches.
     *
     * @param end removes a watcher and tells it why
     */
    Poller(
            final Jobs jobs,
            final Duration interval,
            final LongSupplier ticker,
            final BiConsumer<Watcher, Throwable> end) {
        this.jobs = jobs;
        this.intervalNanos = interval.toNanos();
        this.ticker = ticker;
        this.end = end;
        this.pollAllAt = ticker.getAsLong();
        this.pollSoonFrom = pollAllAt;
        this.polls = new Outage(LOG, "look at jobs that clients wait for", ticker);
        this.signals = new Outage(LOG, "subscribe to the signals of the job store", ticker);
        this.logs = new Outage(LOG, "look at the logs that clients wait for", ticker);
        this.shows = new Outage(LOG, "tell each client of its job", ticker);
        this.loop = new Loop("jobs-watch-poll", this::step, new Outage(LOG, "go on watching jobs", ticker));
    }

    /** The time at which a watcher is shown its job first. */
    enum First {
        /** With the next poll of all jobs. */
        AT_NEXT_POLL,
        /** As soon as may be. */
        SOON
    }

    /** Shows the watcher its job from now on; false if it is closed. */
    boolean add(final Watcher watcher, final First first) {
        lock.lock();
        try {
            if (loop.isClosed()) {
                return false;
            }
            final JobId id = watcher.jobId();
            watchers.computeIfAbsent(id, job -> new ArrayList<>(1)).add(watcher);
            if (first == First.SOON || lastSignalled.contains(id)) {
                dueSoon.add(id);
            }
            loop.start();
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Shows it nothing more; a watcher that is not there makes no difference. */
    void remove(final Watcher watcher) {
        lock.lock();
        try {
            watchers.computeIfPresent(watcher.jobId(), (id, some) -> {
                some.remove(watcher);
                return some.isEmpty() ? null : some;
            });
        } finally {
            lock.unlock();
        }
    }

    /** All that are there. */
    List<Watcher> all() {
        lock.lock();
        try {
            return watchers.values().stream().flatMap(List::stream).toList();
        } finally {
            lock.unlock();
        }
    }

    private List<Watcher> watchersOf(final List<JobId> ids) {
        lock.lock();
        try {
            return ids.stream()
                    .flatMap(id -> watchers.getOrDefault(id, List.of()).stream())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void take(final JobSignal signal) {
        if (signal instanceof JobSignal.Finished finished) {
            pollSoon(finished.id());
        } else if (signal instanceof JobSignal.Cancelled cancelled) {
            pollSoon(cancelled.id());
        }
    }

    private void pollSoon(final JobId id) {
        lock.lock();
        try {
            remember(id);
            if (watchers.containsKey(id) && dueSoon.add(id)) {
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

    private void step() throws InterruptedException {
        final Turn turn = nextTurn();
        if (turn.ids().isEmpty()) {
            return;
        }
        allShown = true;
        subscribe();
        poll(turn.ids());
        pollSoonFrom = ticker.getAsLong() + SHORTEST_PAUSE_NANOS;
        if (turn.isOfAll()) {
            pollAllAt = ticker.getAsLong() + intervalNanos;
        }
        if (allShown) {
            shows.over();
        }
    }

    /** The jobs that are to be polled next, as soon as there are some; none when it is closed. */
    private Turn nextTurn() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!loop.isClosed()) {
                final long now = ticker.getAsLong();
                final boolean isOfAll = now - pollAllAt >= 0;
                final List<JobId> ids = isOfAll ? List.copyOf(watchers.keySet()) : soon(now);
                if (isOfAll || !ids.isEmpty()) {
                    dueSoon.clear();
                }
                if (!ids.isEmpty()) {
                    return new Turn(ids, isOfAll);
                }
                changed.awaitNanos(rest(now));
            }
            return new Turn(List.of(), false);
        } finally {
            lock.unlock();
        }
    }

    private List<JobId> soon(final long now) {
        return now - pollSoonFrom < 0
                ? List.of()
                : dueSoon.stream().filter(watchers::containsKey).toList();
    }

    private long rest(final long now) {
        if (watchers.isEmpty()) {
            return Long.MAX_VALUE;
        }
        final long untilAll = pollAllAt - now;
        return dueSoon.isEmpty() ? untilAll : Math.min(untilAll, pollSoonFrom - now);
    }

    private void subscribe() {
        if (subscription.isPresent()) {
            return;
        }
        try {
            subscription = Optional.of(
                    jobs.subscribe(Set.of(JobSignal.Finished.class, JobSignal.Cancelled.class), this::take));
            signals.over();
        } catch (final JobStoreClosedException e) {
            LOG.debug("The job store is closed; it sends no signals.", e);
        } catch (final RuntimeException | Error e) {
            signals.failed(e);
        }
    }

    private void poll(final List<JobId> ids) {
        try {
            batches.poll(ids, this::show, this::giveUp).ifPresentOrElse(polls::failed, polls::over);
        } catch (final JobStoreClosedException e) {
            LOG.debug("The job store is closed; nobody waits any longer.", e);
            all().forEach(watcher -> end.accept(watcher, e));
        } catch (final RuntimeException | Error e) {
            polls.failed(e);
        }
    }

    private Map<JobId, JobPollResponse> show(final List<JobId> ids) {
        // Taken before the call: who comes while it is under way may have seen something newer than its answer.
        final List<Watcher> waiting = watchersOf(ids);
        final Map<JobId, JobPollResponse> answers = jobs.poll(ids);
        for (final Watcher watcher : waiting) {
            final Optional<JobPollResponse> answer =
                    Optional.ofNullable(answers.get(watcher.jobId())).map(this::whole);
            show(watcher, one -> answer.ifPresentOrElse(one::show, one::gone));
        }
        showLogs(waiting);
        return answers;
    }

    /** Asks, after the jobs themselves were shown, for the newest lines of those whose logs are watched: one question for all. */
    private void showLogs(final List<Watcher> waiting) {
        final List<LogWatcher> readers = waiting.stream()
                .filter(LogWatcher.class::isInstance)
                .map(LogWatcher.class::cast)
                .toList();
        if (readers.isEmpty()) {
            return;
        }
        final Map<JobId, Long> newest;
        try {
            newest = jobs.newestLogLines(readers.stream().map(Watcher::jobId).collect(Collectors.toSet()));
            logs.over();
        } catch (final JobStoreException e) {
            throw e;
        } catch (final RuntimeException | Error e) {
            // A log that cannot be read: its clients meet the fault when they ask again, and others wait on.
            logs.failed(e);
            readers.forEach(reader -> end.accept(reader, e));
            return;
        }
        readers.forEach(reader -> Optional.ofNullable(newest.get(reader.jobId()))
                .ifPresent(number -> show(reader, one -> reader.logged(number))));
    }

    /** The answer with its result, where a poll of many has left it out: one at a time. */
    private JobPollResponse whole(final JobPollResponse answer) {
        return answer.isResultLeftOut() ? jobs.poll(answer.job().id()).orElse(answer) : answer;
    }

    // One that fails must not keep the others from being shown.
    private void show(final Watcher watcher, final Consumer<Watcher> call) {
        try {
            call.accept(watcher);
        } catch (final RuntimeException | Error e) {
            allShown = false;
            shows.failed(e);
            end.accept(watcher, e);
        }
    }

    // A job that cannot be read: a client of it meets the fault when it asks again.
    private void giveUp(final JobId id, final Throwable why) {
        watchersOf(List.of(id)).forEach(watcher -> end.accept(watcher, why));
    }

    /** Polls nothing any more. */
    void close() {
        lock.lock();
        try {
            loop.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until its thread has ended, and ends the subscription; false if the time is over before. */
    boolean awaitEnd(final Duration time) throws InterruptedException {
        final boolean hasEnded = loop.awaitEnd(time);
        if (hasEnded) {
            subscription.ifPresent(Subscription::close);
        }
        return hasEnded;
    }

    private record Turn(List<JobId> ids, boolean isOfAll) {}
}
