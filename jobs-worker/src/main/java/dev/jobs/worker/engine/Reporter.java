package dev.jobs.worker.engine;

import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.WorkerProtocol;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.delivery.Listeners;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.log.Counted;
import dev.jobs.worker.log.LogRelay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the reports of attempts: ends at once, all that came up during the last write together; progress a few times a
 * second, the newest of each attempt. A report that the store does not take is kept, and written when it does.
 *
 * <p>{@link #step()} is for one thread, until {@link #finish}; the rest is safe to share between threads.
 */
final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final int MOST_AT_ONCE = 1_000;

    /** Results of so many characters are not written together with more: a driver makes several copies of them. */
    private static final long MOST_CHARACTERS = 4_000_000;

    /** The number of times in a row that one report alone may fail without being refused, within some five seconds. */
    private static final int MOST_FAILURES = 8;

    private static final long PROGRESS_INTERVAL = Duration.ofMillis(250).toNanos();
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE_AFTER_REFUSAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE_AFTER_REFUSAL = Duration.ofMinutes(1);

    private final WorkerProtocol store;
    private final Attempts attempts;
    private final StoreReach reach;
    private final Listeners listeners;
    private final Runnable onWritten;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock, as is all below.
    private final Queue<PendingReport> ends = new ArrayDeque<>();
    private final Set<Attempt> progressed = new LinkedHashSet<>();
    private boolean finishing;
    private long giveUpAt;

    private long nextProgress = System.nanoTime();

    /** Ends that the store refused in all words; they are tried again from time to time. */
    private final Queue<PendingReport> refused = new ArrayDeque<>();

    private long nextRefused;

    // For the thread alone, as is all below. What was taken to be written and is not yet answered.
    private final List<PendingReport> writing = new ArrayList<>();
    private int together = MOST_AT_ONCE;
    private Duration pause = FIRST_PAUSE;
    private int failures;
    private Duration pauseAfterRefusal = FIRST_PAUSE_AFTER_REFUSAL;

    /** @param onWritten called after each write that the store has answered */
    Reporter(
            final WorkerProtocol store,
            final Attempts attempts,
            final StoreReach reach,
            final Listeners listeners,
            final Runnable onWritten) {
        this.store = store;
        this.attempts = attempts;
        this.reach = reach;
        this.listeners = listeners;
        this.onWritten = onWritten;
    }

    /** Takes the end of an attempt, whose work is over. */
    void ended(final Attempt attempt, final Report.Ended report) {
        lock.lock();
        try {
            ends.add(new PendingReport(attempt, report));
            progressed.remove(attempt);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes no more of these attempts, whose leases are lost; what is being written is not tried again. Answers
     * those whose ends waited to be written; the store's answers to the others are logged elsewhere.
     */
    Set<Attempt> forget(final Set<Attempt> lost) {
        if (lost.isEmpty()) {
            return lost;
        }
        lock.lock();
        try {
            final Set<Attempt> waited = Stream.concat(ends.stream(), refused.stream())
                    .map(PendingReport::attempt)
                    .filter(lost::contains)
                    .collect(Collectors.toSet());
            ends.removeIf(entry -> lost.contains(entry.attempt()));
            refused.removeIf(entry -> lost.contains(entry.attempt()));
            lost.forEach(progressed::remove);
            waited.forEach(this::lost);
            return waited;
        } finally {
            lock.unlock();
        }
    }

    /** Adds an attempt that has progress to write. */
    void progressed(final Attempt attempt) {
        lock.lock();
        try {
            if (progressed.add(attempt)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread when all has been written, or after this time. */
    void finish(final Duration time) {
        lock.lock();
        try {
            finishing = true;
            giveUpAt = System.nanoTime() + time.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what there is to write; false when it is time to end. */
    boolean step() throws InterruptedException {
        if (writing.isEmpty() && !takeSomething()) {
            return false;
        }
        write();
        return true;
    }

    /** Waits for something to write, and takes it; false when it is time to end. */
    private boolean takeSomething() throws InterruptedException {
        lock.lock();
        try {
            // An attempt's progress may have been taken with its progress before: then there is nothing to write.
            while (writing.isEmpty()) {
                if (!awaitSomething()) {
                    return false;
                }
                take();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** True if there may be something to write, waiting for it; not when it is time to end. */
    private boolean awaitSomething() throws InterruptedException {
        while (true) {
            final long now = System.nanoTime();
            if (!refused.isEmpty() && nextRefused - now <= 0) {
                ends.addAll(refused);
                refused.clear();
            }
            if (!ends.isEmpty()) {
                return true;
            }
            if (finishing) {
                return false;
            }
            if (!progressed.isEmpty() && nextProgress - now <= 0) {
                return true;
            }
            if (progressed.isEmpty() && refused.isEmpty()) {
                changed.await();
            } else {
                changed.awaitNanos(Math.min(
                        progressed.isEmpty() ? Long.MAX_VALUE : nextProgress - now,
                        refused.isEmpty() ? Long.MAX_VALUE : nextRefused - now));
            }
        }
    }

    private void take() {
        long characters = 0;
        while (!ends.isEmpty() && writing.size() < MOST_AT_ONCE && characters < MOST_CHARACTERS) {
            final PendingReport end = ends.element();
            takeNews(end.attempt());
            writing.add(end);
            ends.remove();
            characters += end.characters();
        }
        if (nextProgress - System.nanoTime() <= 0) {
            final Iterator<Attempt> next = progressed.iterator();
            while (next.hasNext() && writing.size() < MOST_AT_ONCE) {
                final Attempt attempt = next.next();
                next.remove();
                takeNews(attempt);
            }
            nextProgress = System.nanoTime() + PROGRESS_INTERVAL;
        }
    }

    private void takeNews(final Attempt attempt) {
        attempt.news().take().forEach(report -> writing.add(new PendingReport(attempt, report)));
    }

    /** Writes the first of what was taken, as many as go together; what is not answered stays to be written. */
    private void write() throws InterruptedException {
        final List<PendingReport> batch = List.copyOf(writing.subList(0, Math.min(together, writing.size())));
        final Optional<List<ReportOutcome>> outcomes = report(batch);
        if (outcomes.isPresent()) {
            for (int i = 0; i < batch.size(); i++) {
                answered(batch.get(i), outcomes.get().get(i));
            }
            written(batch);
        }
    }

    private Optional<List<ReportOutcome>> report(final List<PendingReport> batch) throws InterruptedException {
        try {
            return Optional.of(
                    store.report(batch.stream().map(PendingReport::report).toList()));
        } catch (final JobStoreClosedException e) {
            LOG.debug("The store is closed: {} not written", Counted.of(writing.size(), "report"), e);
            giveUp();
        } catch (final JobStoreUnavailableException | JobStoreConfigurationException e) {
            reach.failed(StoreReach.Call.REPORT, e);
            pauseOrGiveUp();
        } catch (final RuntimeException | Error e) {
            notTaken(batch, e);
        }
        return Optional.empty();
    }

    private static boolean isOutOfMemory(final Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof OutOfMemoryError) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof OutOfMemoryError;
    }

    private void written(final List<PendingReport> batch) {
        writing.subList(0, batch.size()).clear();
        together = Math.min(MOST_AT_ONCE, together * 2);
        pause = FIRST_PAUSE;
        failures = 0;
        if (reach.isOutage()) {
            final long late = batch.stream().filter(PendingReport::isEnd).count();
            reach.written((int) late, !writing.isEmpty());
        }
        onWritten.run();
    }

    /** Waits until what failed may be tried again; if there is no time left for that, gives all up. */
    private void pauseOrGiveUp() throws InterruptedException {
        if (!pauseFor(pause)) {
            LOG.warn(
                    "{} given up, since the worker closes: their jobs run again", Counted.of(writing.size(), "report"));
            giveUp();
            return;
        }
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        writing.removeIf(this::isLost);
        if (writing.isEmpty()) {
            reach.notNeeded(StoreReach.Call.REPORT);
        }
    }

    /** Drops the reports. Their leases stay held: without that the attempts would be handed back as if not made. */
    private void giveUp() {
        writing.stream()
                .filter(PendingReport::isEnd)
                .map(PendingReport::attempt)
                .forEach(attempt -> listeners.ended(attempt.job(), Outcome.LOST, attempt.ran()));
        writing.clear();
    }

    /** True if a heartbeat was answered meanwhile with the loss of the lease. */
    private boolean isLost(final PendingReport entry) {
        final boolean lost = entry.isEnd() && !attempts.isToWrite(entry.attempt());
        if (lost) {
            lost(entry.attempt());
            LogRelay.log(() -> LOG.info(
                    "The lease of {} was lost before its end could be written: the end is not tried again",
                    entry.attempt().job()));
        }
        return lost;
    }

    private void lost(final Attempt attempt) {
        listeners.leaseLost(attempt.job());
        listeners.ended(attempt.job(), Outcome.LOST, attempt.ran());
    }

    /** True if there is time left after the pause. */
    private boolean pauseFor(final Duration pause) throws InterruptedException {
        final long end = System.nanoTime() + pause.toNanos();
        lock.lock();
        try {
            while (!finishing && end - System.nanoTime() > 0) {
                changed.awaitNanos(end - System.nanoTime());
            }
            if (!finishing) {
                return true;
            }
            if (giveUpAt - System.nanoTime() <= 0) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, Math.min(end, giveUpAt) - System.nanoTime()));
        return true;
    }

    /**
     * Reports that cannot be written together, for want of memory or because one of them cannot be written at all, are
     * written in parts, so that one does not keep the others from being written. One alone that the store did not refuse may
     * have met others' waste of memory, or a fault that passes, and is tried a few times more.
     */
    private void notTaken(final List<PendingReport> batch, final Throwable e) throws InterruptedException {
        if (batch.size() > 1) {
            LOG.debug("{} cannot be written together: fewer are written at a time", batch.size(), e);
            together = batch.size() / 2;
            return;
        }
        final PendingReport entry = batch.get(0);
        failures++;
        if ((e instanceof JobStoreException && !isOutOfMemory(e)) || failures > MOST_FAILURES) {
            unwritable(entry, e);
            return;
        }
        if (failures == 1) {
            LOG.warn(
                    "A report of {} could not be written; it is tried again",
                    entry.attempt().job(),
                    e);
        }
        pauseOrGiveUp();
    }

    private void unwritable(final PendingReport entry, final Throwable e) {
        final Attempt attempt = entry.attempt();
        if (entry.report() instanceof Report.Completed && isOutOfMemory(e)) {
            LOG.error("The result of {} cannot be stored: the job fails", attempt.job(), e);
            ended(
                    attempt,
                    Report.failedForGood(
                            attempt.lease(),
                            "The result cannot be stored: it does not fit into the memory of the worker together with"
                                    + " what else it does"));
        } else if (entry.report() instanceof Report.Ended end) {
            OtherWords.of(end)
                    .ifPresentOrElse(
                            otherwise -> {
                                LOG.error(
                                        "The store refuses the end of {}; it is reported in other words",
                                        attempt.job(),
                                        e);
                                ended(attempt, otherwise);
                            },
                            () -> keepRefused(entry, e));
        } else {
            LOG.error("The store refuses the progress of {}: it is dropped", attempt.job(), e);
        }
        writing.remove(0);
        failures = 0;
        pause = FIRST_PAUSE;
    }

    /** Keeps the end to try it again later. Its lease stays held: without that the attempt would be handed back as if not made. */
    private void keepRefused(final PendingReport entry, final Throwable e) {
        LOG.error(
                "The store refuses every end of {}: the job stays as it is, and its end is tried again in {}",
                entry.attempt().job(),
                pauseAfterRefusal,
                e);
        lock.lock();
        try {
            if (refused.isEmpty()) {
                nextRefused = System.nanoTime() + pauseAfterRefusal.toNanos();
                final Duration longer = pauseAfterRefusal.multipliedBy(2);
                pauseAfterRefusal =
                        longer.compareTo(LONGEST_PAUSE_AFTER_REFUSAL) < 0 ? longer : LONGEST_PAUSE_AFTER_REFUSAL;
            }
            refused.add(entry);
        } finally {
            lock.unlock();
        }
    }

    private void answered(final PendingReport entry, final ReportOutcome outcome) {
        final Attempt attempt = entry.attempt();
        if (entry.report() instanceof Report.Progressed) {
            switch (outcome) {
                case APPLIED, REPEATED -> {}
                case CANCELLED -> attempt.stop(StopReason.CANCELLED);
                case LEASE_LOST -> attempt.stop(StopReason.LEASE_LOST);
            }
            return;
        }
        switch (outcome) {
            case APPLIED, REPEATED -> {
                attempts.forget(attempt);
                listeners.ended(attempt.job(), entry.outcome(), attempt.ran());
                pauseAfterRefusal = FIRST_PAUSE_AFTER_REFUSAL;
            }
            case LEASE_LOST -> {
                LogRelay.log(() -> LOG.info(
                        "{} has another lease by now: what this attempt did is not its outcome", attempt.job()));
                attempts.forget(attempt);
                lost(attempt);
            }
            // It was cancelled before its end was written, and its work has ended: that is left to report.
            case CANCELLED -> ended(attempt, attempt.cancelledAtItsEnd());
        }
    }
}
