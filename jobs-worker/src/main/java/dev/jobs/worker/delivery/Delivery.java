package dev.jobs.worker.delivery;

import dev.jobs.worker.listener.WorkerListener;
import dev.jobs.worker.log.Counted;
import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.thread.Endless;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait for one listener, and the thread that it is called on. Safe to share between threads.
 *
 * <p>Each listener has a thread of its own, so that one that blocks costs neither the worker nor another listener anything.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int MOST_KINDS = 100;

    private final WorkerListener listener;
    private final String name;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock, as is all up to the next comment.
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long dropped;
    private long droppedInARow;
    private boolean closed;

    // For the thread alone.
    private final Set<String> kindsOfFailures = new HashSet<>();

    Delivery(final WorkerListener listener) {
        this.listener = listener;
        this.name = listener.getClass().getName();
        this.thread = new Thread(new Endless("deliver events to " + name, this::step), "jobs-listener");
        this.thread.setDaemon(true);
    }

    /** An event that waits, as the call that delivers it. */
    private record Waiting(String kind, Consumer<WorkerListener> call) {}

    void start() {
        thread.start();
    }

    /** Takes an event, unless too many wait. */
    void offer(final String kind, final Consumer<WorkerListener> call) {
        final boolean firstDropped;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            final boolean taken = waiting.size() < WorkerListener.MOST_WAITING;
            if (taken) {
                waiting.add(new Waiting(kind, call));
                changed.signal();
            } else {
                dropped++;
                droppedInARow++;
            }
            firstDropped = !taken && droppedInARow == 1;
        } finally {
            lock.unlock();
        }
        if (firstDropped) {
            LogRelay.log(() -> LOG.warn(
                    "The listener {} is too slow: {} events wait for it, and it misses those that come now",
                    name,
                    WorkerListener.MOST_WAITING));
        }
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more events, and ends the thread when those that wait are delivered. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of the thread; after this time it is interrupted, and what waits is dropped. */
    void awaitEnd(final Duration time) throws InterruptedException {
        thread.join(Math.max(1, time.toMillis()));
        if (thread.isAlive()) {
            final int left;
            lock.lock();
            try {
                left = waiting.size();
                dropped += left;
                waiting.clear();
            } finally {
                lock.unlock();
            }
            thread.interrupt();
            LogRelay.log(() -> LOG.warn(
                    "The worker is closed, but its listener {} has not returned: {} not delivered",
                    name,
                    Counted.of(left, "event")));
        }
    }

    /** Delivers the events that wait, for a delivery without a thread of its own. */
    void deliverWaiting() {
        for (Optional<Waiting> next = poll(); next.isPresent(); next = poll()) {
            deliver(next.get());
        }
    }

    private Optional<Waiting> poll() {
        lock.lock();
        try {
            return Optional.ofNullable(waiting.poll());
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an event and delivers it; false when there will be none. */
    private boolean step() throws InterruptedException {
        final Optional<Waiting> next = next();
        next.ifPresent(this::deliver);
        return next.isPresent();
    }

    private Optional<Waiting> next() throws InterruptedException {
        lock.lock();
        try {
            if (waiting.isEmpty() && droppedInARow > 0) {
                final long missed = droppedInARow;
                droppedInARow = 0;
                LogRelay.log(() ->
                        LOG.info("The listener {} has caught up; it missed {}", name, Counted.of(missed, "event")));
            }
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            return Optional.ofNullable(waiting.poll());
        } finally {
            lock.unlock();
        }
    }

    private void deliver(final Waiting event) {
        try {
            event.call().accept(listener);
        } catch (final Throwable failure) { // whatever a listener throws, it gets the next event
            logFailure(event, failure);
        }
    }

    private void logFailure(final Waiting event, final Throwable failure) {
        try {
            final String kind = event.kind() + " " + failure.getClass().getName();
            if (kindsOfFailures.size() < MOST_KINDS && kindsOfFailures.add(kind)) {
                LOG.warn(
                        "The listener {} failed at the event {}; the worker goes on, and further failures of this kind are"
                                + " logged at DEBUG",
                        name,
                        event.kind(),
                        failure);
            } else {
                LOG.debug("The listener {} failed again at the event {}", name, event.kind(), failure);
            }
        } catch (final RuntimeException | Error ofTheLogger) {
            // The line is lost; the next event is delivered all the same.
        }
    }
}
