package dev.jobs.micrometer;

import dev.jobs.store.JobStoreException;
import dev.jobs.store.Operations;
import dev.jobs.store.operations.Overview;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest overview of a store, which is asked for at most once in a while, however many gauges are read by however many scrapes. Safe
 * to share between threads.
 *
 * <p>The store is asked on a thread of this cache, {@code jobs-meters}, which lives while there is something to do. Who reads waits
 * for the answer, but all readers together no longer than the patience: after that they do without.
 */
final class OverviewCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OverviewCache.class);

    private final Operations operations;
    private final Consumer<Overview> onAnswer;
    private final long maxAge;
    private final long patience;
    private final LongSupplier ticker;
    private final ThreadPoolExecutor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();

    // Guarded by the lock, as is all below.
    private Optional<Overview> newest = Optional.empty();
    private long newestAt;
    private boolean asked;
    private boolean asking;
    private long askedAt;
    private boolean faultLogged;

    /**
     * A cache that has not asked yet.
     *
     * @param onAnswer gets each overview before anybody else, on the thread of this cache
     * @param maxAge the time between two questions
     * @param patience how long readers wait for an answer
     * @param ticker the monotonic clock, in nanoseconds
     */
    OverviewCache(
            final Operations operations,
            final Consumer<Overview> onAnswer,
            final Duration maxAge,
            final Duration patience,
            final LongSupplier ticker) {
        this.operations = operations;
        this.onAnswer = onAnswer;
        this.maxAge = maxAge.toNanos();
        this.patience = patience.toNanos();
        this.ticker = ticker;
        this.executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            final Thread thread = new Thread(task, "jobs-meters");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** The overview, at most twice as old as the time between two questions; empty if the store does not give one. */
    Optional<Overview> current() {
        lock.lock();
        try {
            askIfItIsTime();
            awaitAnswer();
            return newest.filter(unused -> ticker.getAsLong() - newestAt <= 2 * maxAge);
        } finally {
            lock.unlock();
        }
    }

    /** Asks without a wait for the answer. */
    void refresh() {
        lock.lock();
        try {
            askIfItIsTime();
        } finally {
            lock.unlock();
        }
    }

    private void askIfItIsTime() {
        final long now = ticker.getAsLong();
        if (asking || (asked && now - askedAt < maxAge)) {
            return;
        }
        try {
            executor.execute(this::ask);
            asked = true;
            asking = true;
            askedAt = now;
        } catch (final RejectedExecutionException closed) {
            newest = Optional.empty();
        }
    }

    private void awaitAnswer() {
        try {
            while (asking) {
                final long left = patience - (ticker.getAsLong() - askedAt);
                if (left <= 0 || answered.awaitNanos(left) <= 0) {
                    return;
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        Optional<Overview> answer = Optional.empty();
        try {
            answer = Optional.of(operations.overview());
            answer.ifPresent(onAnswer);
        } catch (final RuntimeException | Error e) { // whatever it is, scrapes go on
            log(e);
        } finally {
            keep(answer);
        }
    }

    private void keep(final Optional<Overview> answer) {
        lock.lock();
        try {
            asking = false;
            newest = answer;
            newestAt = ticker.getAsLong();
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void log(final Throwable failure) {
        final boolean isFault = !(failure instanceof JobStoreException) && !faultLogged;
        if (isFault) {
            faultLogged = true;
            LOG.error("The store gives no overview for its meters, as a store should; it is tried again", failure);
        } else {
            LOG.debug("The store gives no overview for its meters; it is tried again", failure);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
