package dev.jobs.worker;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what attempts have to say: ends at once, all that came up during the last write together; progress a few times a
 * second, the newest of each attempt. What the store does not take is kept and written when it does.
 *
 * <p>Runs on one thread until it is told to finish; the rest is safe to share between threads.
 */
final class Reporter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final int MOST_AT_ONCE = 1_000;
    private static final long PROGRESS_INTERVAL = Duration.ofMillis(250).toNanos();
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final JobStore store;
    private final Attempts attempts;
    private final Runnable onWritten;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock, as is all below.
    private final Queue<Entry> ends = new ArrayDeque<>();
    private final Set<Attempt> progressed = new LinkedHashSet<>();
    private boolean finishing;
    private long giveUpAt;

    private long nextProgress = System.nanoTime();

    /** @param onWritten called after each write that the store has answered */
    Reporter(final JobStore store, final Attempts attempts, final Runnable onWritten) {
        this.store = store;
        this.attempts = attempts;
        this.onWritten = onWritten;
    }

    /** Something to write. */
    private record Entry(Attempt attempt, Report report) {}

    /** Takes the end of an attempt, whose work is over. */
    void ended(final Attempt attempt, final Report.Ended report) {
        lock.lock();
        try {
            ends.add(new Entry(attempt, report));
            progressed.remove(attempt);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes no more of these attempts, whose leases are lost; what is being written is not tried again. */
    void forget(final Set<Attempt> lost) {
        lock.lock();
        try {
            ends.removeIf(entry -> lost.contains(entry.attempt()));
            lost.forEach(progressed::remove);
        } finally {
            lock.unlock();
        }
    }

    /** Takes note that an attempt has progress to write. */
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

    @Override
    public void run() {
        try {
            List<Entry> batch = next();
            while (!batch.isEmpty()) {
                write(batch);
                batch = next();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Nobody should interrupt this thread, which nobody else knows: reports stop", e);
        }
    }

    /** Waits for something to write; nothing when it is time to end. */
    private List<Entry> next() throws InterruptedException {
        lock.lock();
        try {
            List<Entry> batch = List.of();
            // What an attempt tells of may have been taken with what it said before: then there is nothing to write.
            while (batch.isEmpty() && awaitSomething()) {
                batch = batch();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there may be something to write, waiting for it; not when it is time to end. */
    private boolean awaitSomething() throws InterruptedException {
        while (ends.isEmpty()) {
            if (finishing) {
                return false;
            }
            final long left = nextProgress - System.nanoTime();
            if (progressed.isEmpty()) {
                changed.await();
            } else if (left > 0) {
                changed.awaitNanos(left);
            } else {
                return true;
            }
        }
        return true;
    }

    private List<Entry> batch() {
        final List<Entry> batch = new ArrayList<>();
        while (!ends.isEmpty() && batch.size() < MOST_AT_ONCE) {
            final Entry end = ends.remove();
            end.attempt().takeProgress().ifPresent(progress -> batch.add(new Entry(end.attempt(), progress)));
            batch.add(end);
        }
        if (nextProgress - System.nanoTime() <= 0) {
            final Iterator<Attempt> next = progressed.iterator();
            while (next.hasNext() && batch.size() < MOST_AT_ONCE) {
                final Attempt attempt = next.next();
                next.remove();
                attempt.takeProgress().ifPresent(progress -> batch.add(new Entry(attempt, progress)));
            }
            nextProgress = System.nanoTime() + PROGRESS_INTERVAL;
        }
        return batch;
    }

    private void write(final List<Entry> entries) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        List<Entry> batch = entries;
        while (!batch.isEmpty()) {
            try {
                final List<ReportOutcome> outcomes =
                        store.report(batch.stream().map(Entry::report).toList());
                for (int i = 0; i < batch.size(); i++) {
                    answered(batch.get(i), outcomes.get(i));
                }
                onWritten.run();
                return;
            } catch (final JobStoreClosedException e) {
                LOG.debug("The store is closed: {} reports are not written", batch.size(), e);
                batch.forEach(this::drop);
                return;
            } catch (final JobStoreUnavailableException | JobStoreConfigurationException | OutOfMemoryError e) {
                LOG.warn("{} reports could not be written; they are kept and written later", batch.size(), e);
                if (!pauseFor(pause)) {
                    LOG.warn("{} reports are given up, since the worker closes: their jobs run again", batch.size());
                    batch.forEach(this::drop);
                    return;
                }
                batch = batch.stream().filter(this::isToWrite).toList();
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (final RuntimeException | Error e) {
                refused(batch, e);
                return;
            }
        }
    }

    /** Whether this is still to be written: meanwhile a heartbeat may have told that its lease is lost. */
    private boolean isToWrite(final Entry entry) {
        return entry.report() instanceof Report.Progressed || attempts.isToWrite(entry.attempt());
    }

    /** Whether there is time left after the pause. */
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

    /** One report that the store cannot take must not keep the others from being written. */
    private void refused(final List<Entry> batch, final Throwable e) throws InterruptedException {
        if (batch.size() > 1) {
            for (final Entry entry : batch) {
                write(List.of(entry));
            }
            return;
        }
        final Entry entry = batch.get(0);
        if (entry.report() instanceof Report.Completed) {
            LOG.error(
                    "The result of {} cannot be stored: the job fails",
                    entry.attempt().job(),
                    e);
            ended(
                    entry.attempt(),
                    new Report.Failed(
                            entry.attempt().lease(),
                            "The result cannot be stored: " + FailureText.of(e),
                            Optional.empty()));
        } else {
            LOG.error(
                    "A report of {} cannot be stored: it is dropped",
                    entry.attempt().job(),
                    e);
            drop(entry);
        }
    }

    private void drop(final Entry entry) {
        if (entry.report() instanceof Report.Ended) {
            attempts.forget(entry.attempt());
        }
    }

    private void answered(final Entry entry, final ReportOutcome outcome) {
        final Attempt attempt = entry.attempt();
        if (entry.report() instanceof Report.Progressed) {
            switch (outcome) {
                case APPLIED, REPEATED -> {}
                case CANCELLED -> attempt.stop(Stop.CANCELLED);
                case LEASE_LOST -> attempt.stop(Stop.LEASE_LOST);
            }
            return;
        }
        switch (outcome) {
            case APPLIED, REPEATED -> attempts.forget(attempt);
            case LEASE_LOST -> {
                LOG.info("{} has another lease by now: what this attempt did is not its outcome", attempt.job());
                attempts.forget(attempt);
            }
            // It was cancelled before its end was written, and its work has ended: that is what is left to say.
            case CANCELLED -> ended(attempt, attempt.released());
        }
    }
}
