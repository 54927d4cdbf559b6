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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the reports of attempts, many by one call, as {@link ReportQueue} gives them. A report that the store does not take is
 * kept, and written when it does.
 *
 * <p>{@link #step()} is for one thread, until {@link #finish}; the rest is safe to share between threads.
 */
final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** The number of times in a row that one report alone may fail without being refused, within some five seconds. */
    private static final int MOST_FAILURES = 8;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final WorkerProtocol store;
    private final Attempts attempts;
    private final StoreReach reach;
    private final Listeners listeners;
    private final Runnable onWritten;
    private final ReportQueue queue;
    private final LongSupplier ticker;

    // For the thread alone, as is all below. What was taken to be written and is not yet answered.
    private final List<PendingReport> writing = new ArrayList<>();
    private int together = ReportQueue.MOST_AT_ONCE;
    private Duration pause = FIRST_PAUSE;
    private int failures;

    /**
     * @param onWritten called after each write that the store has answered
     * @param ticker the monotonic clock, in nanoseconds
     */
    Reporter(
            final WorkerProtocol store,
            final Attempts attempts,
            final StoreReach reach,
            final Listeners listeners,
            final Runnable onWritten,
            final LongSupplier ticker) {
        this.store = store;
        this.attempts = attempts;
        this.reach = reach;
        this.listeners = listeners;
        this.onWritten = onWritten;
        this.queue = new ReportQueue(ticker);
        this.ticker = ticker;
    }

    /** Takes the end of an attempt, whose work is over. */
    void ended(final Attempt attempt, final Report.Ended report) {
        queue.addEnd(attempt, report);
    }

    /**
     * Writes no more of these attempts, whose leases are lost; what is being written is not tried again. Answers
     * those whose ends waited to be written; the store's answers to the others are logged elsewhere.
     */
    Set<Attempt> forget(final Set<Attempt> lost) {
        if (lost.isEmpty()) {
            return lost;
        }
        final Set<Attempt> waited = queue.forget(lost);
        waited.forEach(this::lost);
        return waited;
    }

    /** Adds an attempt that has news to write: progress or lines of its log. */
    void addNews(final Attempt attempt) {
        queue.addNews(attempt);
    }

    /** Ends the thread when all has been written, or after this time. */
    void finish(final Duration time) {
        queue.finish(time);
    }

    /** Writes what there is to write; false when it is time to end. */
    boolean step() throws InterruptedException {
        if (writing.isEmpty()) {
            writing.addAll(queue.take());
        }
        if (writing.isEmpty()) {
            return false;
        }
        write();
        return true;
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
        final long now = ticker.getAsLong();
        try {
            return Optional.of(
                    store.report(batch.stream().map(report -> report.at(now)).toList()));
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
        together = Math.min(ReportQueue.MOST_AT_ONCE, together * 2);
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
        if (!queue.pause(pause)) {
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
        } else if (entry.report() instanceof Report.Logged) {
            LOG.error("The store refuses lines of the log of {}: they are dropped", attempt.job(), e);
        } else {
            LOG.error("The store refuses the progress of {}: it is dropped", attempt.job(), e);
        }
        writing.remove(0);
        failures = 0;
        pause = FIRST_PAUSE;
    }

    /** Keeps the end to try it again later. Its lease stays held: without that the attempt would be handed back as if not made. */
    private void keepRefused(final PendingReport entry, final Throwable e) {
        final Duration pause = queue.addRefused(entry);
        LOG.error(
                "The store refuses every end of {}: the job stays as it is, and its end is tried again in {}",
                entry.attempt().job(),
                pause,
                e);
    }

    private void answered(final PendingReport entry, final ReportOutcome outcome) {
        final Attempt attempt = entry.attempt();
        if (!entry.isEnd()) {
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
                queue.endTaken();
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
