package dev.jobs.store.jdbc.postgresql.signal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of the two threads of signals: each repeats its round until the close. Safe to share between threads. */
final class UntilClosed {
    static final long PAUSE_AFTER_LOSS_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(UntilClosed.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private boolean closed; // guarded by the lock

    /** Repeats a round until the close, whatever it throws, and whatever saying so throws. */
    void repeat(final Runnable round) {
        while (!isClosed()) {
            try {
                round.run();
            } catch (final RuntimeException | Error e) {
                afterFailure(e);
            }
        }
    }

    private void afterFailure(final Throwable failure) {
        try {
            LOG.error(
                    "Signals failed for a reason that they should not; they go on, and jobs are found by polling",
                    failure);
        } catch (final RuntimeException | Error unlogged) { // a failure of the log must not end the thread either
            failure.addSuppressed(unlogged);
        }
        pause(PAUSE_AFTER_LOSS_MILLIS);
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, but not beyond the close. An interrupt ends this wait only if it is that of the close, which has closed before. */
    void pause(final long millis) {
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean over = false;
        while (!over) {
            lock.lock();
            try {
                while (!closed && end - System.nanoTime() > 0) {
                    closing.awaitNanos(end - System.nanoTime());
                }
                over = true;
            } catch (final InterruptedException e) {
                LOG.debug("Nobody but a close should interrupt the threads of signals.", e);
            } finally {
                lock.unlock();
            }
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
