package dev.jobs.worker.listener;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.handler.StopReason;
import java.time.Duration;

/**
 * An event in the life of a worker, as its {@link WorkerListener} gets it. Immutable. Made by workers; later versions may add
 * events, and components to those that there are.
 */
public sealed interface WorkerEvent {
    /** The worker to which it happened. */
    WorkerId worker();

    /** An event in one attempt of a job. */
    sealed interface OfAttempt extends WorkerEvent {
        /** The job as it was claimed: {@link Job#attempt()} is the attempt. */
        Job job();
    }

    /**
     * A job was claimed.
     *
     * @param worker the worker
     * @param job the job as it was claimed
     */
    record Claimed(WorkerId worker, Job job) implements OfAttempt {
        public Claimed {
            requireNonNull(worker, "worker");
            requireNonNull(job, "job");
        }
    }

    /**
     * An attempt begins.
     *
     * @param worker the worker
     * @param job the job as it was claimed
     * @param waited from when the job could start to when it was claimed, by the store's clock; never negative
     */
    record Started(WorkerId worker, Job job, Duration waited) implements OfAttempt {
        public Started {
            requireNonNull(worker, "worker");
            requireNonNull(job, "job");
            requireNonNull(waited, "waited");
        }
    }

    /**
     * An attempt is to stop.
     *
     * @param worker the worker
     * @param job the job as it was claimed
     * @param reason the first reason to stop
     */
    record StopRequested(WorkerId worker, Job job, StopReason reason) implements OfAttempt {
        public StopRequested {
            requireNonNull(worker, "worker");
            requireNonNull(job, "job");
            requireNonNull(reason, "reason");
        }
    }

    /**
     * The lease of an attempt is lost.
     *
     * @param worker the worker
     * @param job the job as it was claimed
     */
    record LeaseLost(WorkerId worker, Job job) implements OfAttempt {
        public LeaseLost {
            requireNonNull(worker, "worker");
            requireNonNull(job, "job");
        }
    }

    /**
     * An attempt goes on long after it was told to stop.
     *
     * @param worker the worker
     * @param job the job as it was claimed
     */
    record Stuck(WorkerId worker, Job job) implements OfAttempt {
        public Stuck {
            requireNonNull(worker, "worker");
            requireNonNull(job, "job");
        }
    }

    /**
     * An attempt is over.
     *
     * @param worker the worker
     * @param job the job as it was claimed
     * @param outcome the outcome of the attempt
     * @param times how long it has waited and run
     */
    record Ended(WorkerId worker, Job job, Outcome outcome, Times times) implements OfAttempt {
        public Ended {
            requireNonNull(worker, "worker");
            requireNonNull(job, "job");
            requireNonNull(outcome, "outcome");
            requireNonNull(times, "times");
        }
    }

    /**
     * The times of an attempt.
     *
     * @param waited from when the job could start to when it was claimed, by the store's clock; never negative
     * @param ran from the begin of the attempt until its handler had returned and its processes were dead, by the worker's monotonic
     *     clock; zero if the attempt was not begun
     */
    record Times(Duration waited, Duration ran) {
        public Times {
            requireNonNull(waited, "waited");
            requireNonNull(ran, "ran");
        }
    }

    /**
     * A call of the store has failed, which begins an outage.
     *
     * @param worker the worker
     * @param failure the failure of the first call that met it
     */
    record StoreOutOfReach(WorkerId worker, Throwable failure) implements WorkerEvent {
        public StoreOutOfReach {
            requireNonNull(worker, "worker");
            requireNonNull(failure, "failure");
        }
    }

    /**
     * The store answers again.
     *
     * @param worker the worker
     * @param outage how long it did not answer
     */
    record StoreBack(WorkerId worker, Duration outage) implements WorkerEvent {
        public StoreBack {
            requireNonNull(worker, "worker");
            requireNonNull(outage, "outage");
        }
    }
}
