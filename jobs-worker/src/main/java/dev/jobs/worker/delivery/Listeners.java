package dev.jobs.worker.delivery;

import dev.jobs.Job;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The listeners of one worker. Safe to share between threads; no call waits for a listener, and none makes an event where
 * there is no listener. Calls may be made under a lock, to keep their order: no listener runs within them.
 */
public final class Listeners {
    private final WorkerId worker;
    private final List<Delivery> deliveries;

    private Listeners(final List<Delivery> deliveries, final WorkerId worker) {
        this.worker = worker;
        this.deliveries = deliveries;
    }

    /** Starts a thread for each of these listeners. */
    public Listeners(final WorkerId worker, final List<WorkerListener> listeners) {
        this(listeners.stream().map(Delivery::new).toList(), worker);
        deliveries.forEach(Delivery::start);
    }

    /** Listeners without threads, whose events wait until {@link #deliverWaiting()}. */
    public static Listeners withoutThreads(final WorkerId worker, final List<WorkerListener> listeners) {
        return new Listeners(listeners.stream().map(Delivery::new).toList(), worker);
    }

    /** Delivers the events that wait, on the calling thread, in their order. */
    public void deliverWaiting() {
        deliveries.forEach(Delivery::deliverWaiting);
    }

    /** A job was claimed and is about to start. */
    public void claimed(final Job job) {
        if (!deliveries.isEmpty()) {
            deliver(new WorkerEvent.Claimed(worker, job), WorkerListener::onClaimed);
        }
    }

    /** An attempt begins. */
    public void started(final Job job) {
        if (!deliveries.isEmpty()) {
            deliver(new WorkerEvent.Started(worker, job, waited(job)), WorkerListener::onStarted);
        }
    }

    /** An attempt is to stop. */
    public void stopRequested(final Job job, final StopReason reason) {
        if (!deliveries.isEmpty()) {
            deliver(new WorkerEvent.StopRequested(worker, job, reason), WorkerListener::onStopRequested);
        }
    }

    /** The lease of an attempt is lost. */
    public void leaseLost(final Job job) {
        if (!deliveries.isEmpty()) {
            deliver(new WorkerEvent.LeaseLost(worker, job), WorkerListener::onLeaseLost);
        }
    }

    /** An attempt goes on long after it was told to stop. */
    public void stuck(final Job job) {
        if (!deliveries.isEmpty()) {
            deliver(new WorkerEvent.Stuck(worker, job), WorkerListener::onStuck);
        }
    }

    /** An attempt is over, after it ran for this time. */
    public void ended(final Job job, final Outcome outcome, final Duration ran) {
        if (!deliveries.isEmpty()) {
            deliver(end(job, outcome, ran), WorkerListener::onEnded);
        }
    }

    /** The event of an attempt that is over. */
    public WorkerEvent.Ended end(final Job job, final Outcome outcome, final Duration ran) {
        return new WorkerEvent.Ended(worker, job, outcome, new WorkerEvent.Times(waited(job), ran));
    }

    /** The store does not answer. */
    public void storeOutOfReach(final Throwable failure) {
        if (!deliveries.isEmpty()) {
            deliver(new WorkerEvent.StoreOutOfReach(worker, failure), WorkerListener::onStoreOutOfReach);
        }
    }

    /** The store answers again, after this time. */
    public void storeBack(final Duration outage) {
        if (!deliveries.isEmpty()) {
            deliver(new WorkerEvent.StoreBack(worker, outage), WorkerListener::onStoreBack);
        }
    }

    /** The number of events that listeners have missed, since too many waited for them. */
    public long dropped() {
        return deliveries.stream().mapToLong(Delivery::dropped).sum();
    }

    /** Takes no more events, and waits for this time at most until those that wait are delivered. */
    public void close(final Duration time) throws InterruptedException {
        deliveries.forEach(Delivery::close);
        final long end = System.nanoTime() + time.toNanos();
        for (final Delivery delivery : deliveries) {
            delivery.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    private <E extends WorkerEvent> void deliver(final E event, final BiConsumer<WorkerListener, E> method) {
        final String kind = event.getClass().getSimpleName();
        for (final Delivery delivery : deliveries) {
            delivery.offer(kind, listener -> method.accept(listener, event));
        }
    }

    /** The store's clock made all of these times. A retry waits from when it is due again. */
    private static Duration waited(final Job job) {
        return job.startedAt()
                .map(started -> Duration.between(job.dueAt(), started))
                .filter(time -> !time.isNegative())
                .orElse(Duration.ZERO);
    }
}
