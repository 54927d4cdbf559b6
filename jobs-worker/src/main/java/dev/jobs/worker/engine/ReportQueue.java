package dev.jobs.worker.engine;

import dev.jobs.store.Report;
import dev.jobs.worker.attempt.Attempt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reports that wait to be written: ends, at once, or together with those of the next milliseconds if others were written a moment
 * ago; the news of running attempts, some times a second; ends that the store has refused, from time to time.
 *
 * <p>{@link #take()} and {@link #pause} are for one thread, until {@link #finish}; the rest is safe to share between threads.
 */
final class ReportQueue {
    /** The most reports that are written by one call. */
    static final int MOST_AT_ONCE = 1_000;

    /** Results and lines of so many characters are not written together with more: a driver makes several copies of them. */
    private static final long MOST_CHARACTERS = 4_000_000;

    /** The shortest time between two writes of ends, since a write of several costs the store hardly more than one of a single end. */
    private static final long ENDS_INTERVAL = Duration.ofMillis(5).toNanos();

    private static final long NEWS_INTERVAL = Duration.ofMillis(250).toNanos();
    private static final Duration FIRST_PAUSE_AFTER_REFUSAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE_AFTER_REFUSAL = Duration.ofMinutes(1);

    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock, as is all below.
    private final Queue<PendingReport> ends = new ArrayDeque<>();
    private final Set<Attempt> withNews = new LinkedHashSet<>();
    private final Queue<PendingReport> refused = new ArrayDeque<>();
    private boolean finishing;
    private long giveUpAt;
    private long nextEnds;
    private long nextNews;
    private long nextRefused;
    private Duration pauseAfterRefusal = FIRST_PAUSE_AFTER_REFUSAL;

    /** @param ticker the monotonic clock, in nanoseconds */
    ReportQueue(final LongSupplier ticker) {
        this.ticker = ticker;
        this.nextEnds = ticker.getAsLong();
        this.nextNews = nextEnds;
    }

    /** Adds the end of an attempt; its news goes with it. */
    void addEnd(final Attempt attempt, final Report.Ended end) {
        lock.lock();
        try {
            ends.add(pending(attempt, end));
            withNews.remove(attempt);
            if (!attempt.job().request().limitKeys().isEmpty()) {
                nextEnds = ticker.getAsLong(); // other jobs may wait for its permits
            }
            if (ends.size() == 1 || nextEnds - ticker.getAsLong() <= 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds an attempt that has news to write. */
    void addNews(final Attempt attempt) {
        lock.lock();
        try {
            if (withNews.add(attempt)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds an end that the store has refused; the time after which it is tried again, at most. */
    Duration addRefused(final PendingReport end) {
        lock.lock();
        try {
            final Duration pause = pauseAfterRefusal;
            if (refused.isEmpty()) {
                nextRefused = ticker.getAsLong() + pause.toNanos();
                final Duration longer = pause.multipliedBy(2);
                pauseAfterRefusal =
                        longer.compareTo(LONGEST_PAUSE_AFTER_REFUSAL) < 0 ? longer : LONGEST_PAUSE_AFTER_REFUSAL;
            }
            refused.add(end);
            return pause;
        } finally {
            lock.unlock();
        }
    }

    /** The store has taken an end: the next refusal is tried again soon. */
    void endTaken() {
        lock.lock();
        try {
            pauseAfterRefusal = FIRST_PAUSE_AFTER_REFUSAL;
        } finally {
            lock.unlock();
        }
    }

    /** Drops all of these attempts; those whose ends waited here. */
    Set<Attempt> forget(final Set<Attempt> lost) {
        lock.lock();
        try {
            final Set<Attempt> waited = Stream.concat(ends.stream(), refused.stream())
                    .map(PendingReport::attempt)
                    .filter(lost::contains)
                    .collect(Collectors.toSet());
            ends.removeIf(entry -> lost.contains(entry.attempt()));
            refused.removeIf(entry -> lost.contains(entry.attempt()));
            lost.forEach(withNews::remove);
            return waited;
        } finally {
            lock.unlock();
        }
    }

    /** No more ends come: the thread is to end when all are written, or after this time. */
    void finish(final Duration time) {
        lock.lock();
        try {
            finishing = true;
            giveUpAt = ticker.getAsLong() + time.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to write, and takes it: the news of an attempt before its end. Empty when it is time to end. */
    List<PendingReport> take() throws InterruptedException {
        final List<PendingReport> reports = new ArrayList<>();
        // An attempt's news may have been taken with its news before: then there is nothing to write.
        while (reports.isEmpty()) {
            final List<Taken> taken = takeWaiting();
            if (taken.isEmpty()) {
                return List.of();
            }
            // Without the lock, since many lines take their time, for which no handler is to wait.
            taken.forEach(each -> add(each, reports));
        }
        return reports;
    }

    private void add(final Taken taken, final List<PendingReport> reports) {
        final Attempt attempt = taken.attempt();
        attempt.news().take().forEach(report -> reports.add(pending(attempt, report)));
        taken.end().ifPresent(reports::add);
    }

    private PendingReport pending(final Attempt attempt, final Report report) {
        return new PendingReport(attempt, report, ticker.getAsLong());
    }

    /** An attempt whose news is to be written, and its end if it has one. */
    private record Taken(Attempt attempt, Optional<PendingReport> end) {
        long characters() {
            return attempt.news().characters()
                    + end.map(PendingReport::characters).orElse(0);
        }
    }

    private List<Taken> takeWaiting() throws InterruptedException {
        lock.lock();
        try {
            return awaitSomething() ? takeSome() : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** True if there may be something to write, waiting for it; not when it is time to end. */
    private boolean awaitSomething() throws InterruptedException {
        while (true) {
            final long now = ticker.getAsLong();
            if (!refused.isEmpty() && nextRefused - now <= 0) {
                ends.addAll(refused);
                nextEnds = now;
                refused.clear();
            }
            if (finishing) {
                return !ends.isEmpty();
            }
            final long wait = Math.min(
                    ends.isEmpty() ? Long.MAX_VALUE : nextEnds - now,
                    withNews.isEmpty() ? Long.MAX_VALUE : nextNews - now);
            if (wait <= 0) {
                return true;
            }
            changed.awaitNanos(Math.min(wait, refused.isEmpty() ? Long.MAX_VALUE : nextRefused - now));
        }
    }

    private List<Taken> takeSome() {
        final List<Taken> taken = new ArrayList<>();
        long characters = 0;
        while (!ends.isEmpty() && taken.size() < MOST_AT_ONCE && characters < MOST_CHARACTERS) {
            final PendingReport end = ends.element();
            final Taken next = new Taken(end.attempt(), Optional.of(end));
            taken.add(next);
            ends.remove();
            characters += next.characters();
        }
        if (ends.isEmpty() && !taken.isEmpty()) {
            nextEnds = ticker.getAsLong() + ENDS_INTERVAL;
        }
        if (nextNews - ticker.getAsLong() <= 0) {
            final Iterator<Attempt> attempts = withNews.iterator();
            while (attempts.hasNext() && taken.size() < MOST_AT_ONCE && characters < MOST_CHARACTERS) {
                final Taken next = new Taken(attempts.next(), Optional.empty());
                attempts.remove();
                taken.add(next);
                characters += next.characters();
            }
            nextNews = ticker.getAsLong() + NEWS_INTERVAL;
        }
        return taken;
    }

    /** Waits before a report is tried again; true if there is time left for that. */
    boolean pause(final Duration pause) throws InterruptedException {
        final long end = ticker.getAsLong() + pause.toNanos();
        lock.lock();
        try {
            while (!finishing && end - ticker.getAsLong() > 0) {
                changed.awaitNanos(end - ticker.getAsLong());
            }
            if (finishing && giveUpAt - ticker.getAsLong() <= 0) {
                return false;
            }
            while (finishing && Math.min(end, giveUpAt) - ticker.getAsLong() > 0) {
                changed.awaitNanos(Math.min(end, giveUpAt) - ticker.getAsLong());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
