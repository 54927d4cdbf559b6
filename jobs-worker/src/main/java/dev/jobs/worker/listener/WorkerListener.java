package dev.jobs.worker.listener;

/**
 * Receives the events of a worker and its jobs: for meters, for events of the program's own, for alerts.
 *
 * <p><b>Threads and order.</b> Each listener is called on a thread of its own, {@code jobs-listener}, one event after the
 * other, outside of any lock. The events of one attempt come in the order in which they happened: claimed, started, stop
 * requested, lease lost, ended. The next attempt of a job is claimed as soon as the store has the end of the one before, so its
 * first events may come before that end. A listener that is given to several workers is called by several threads at once, and
 * must be safe for that.
 *
 * <p><b>Slow listeners.</b> The worker never waits for a listener. Up to {@value #MOST_WAITING} events wait for one that is
 * slow or blocks; of more it misses the newest, which the log and {@code Worker.droppedEvents()} show. {@code
 * Worker.close()} waits up to a second until the events that wait have been delivered.
 *
 * <p><b>Failures.</b> What a listener throws, an {@link Error} included, changes nothing and is logged: the first of a kind as
 * a warning, the rest at DEBUG.
 *
 * <p>Every method does nothing by default. Later versions may add methods.
 */
public interface WorkerListener {
    /** The number of events that wait for a listener at most. */
    int MOST_WAITING = 10_000;

    /**
     * A job was claimed, and is about to start. A job that was claimed too late to start is handed back without any event.
     *
     * @param event the job
     */
    default void onClaimed(final WorkerEvent.Claimed event) {}

    /**
     * An attempt begins: its payload is read, and then its handler is called.
     *
     * @param event the job, and how long it has waited
     */
    default void onStarted(final WorkerEvent.Started event) {}

    /**
     * An attempt is to stop: its handler is interrupted, its processes are being ended. At most once for an attempt.
     *
     * @param event the job, and the first reason to stop
     */
    default void onStopRequested(final WorkerEvent.StopRequested event) {}

    /**
     * The store no longer knows the lease of an attempt as this worker's: nothing more is written of it. At most once for an
     * attempt; its end follows.
     *
     * @param event the job
     */
    default void onLeaseLost(final WorkerEvent.LeaseLost event) {}

    /**
     * A handler that was told to stop has not returned, or its processes have not ended, within the kill grace and a second.
     * At most once for an attempt. It keeps its slot until it ends.
     *
     * @param event the job
     */
    default void onStuck(final WorkerEvent.Stuck event) {}

    /**
     * An attempt is over, and its end is written, or never will be. Once for each attempt that was claimed, as far as the
     * worker is not closed before: a store that is out of reach then, or a handler that does not return, leaves it out.
     *
     * @param event the job, the outcome and the times
     */
    default void onEnded(final WorkerEvent.Ended event) {}

    /**
     * A call of the store has failed, which begins an outage.
     *
     * @param event the failure
     */
    default void onStoreOutOfReach(final WorkerEvent.StoreOutOfReach event) {}

    /**
     * The store answers again.
     *
     * @param event the length of the outage
     */
    default void onStoreBack(final WorkerEvent.StoreBack event) {}
}
