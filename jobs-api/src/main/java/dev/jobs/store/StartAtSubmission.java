package dev.jobs.store;

import dev.jobs.JobId;
import dev.jobs.Subscription;
import java.util.Optional;

/**
 * The ability of a store to start a job by the statement that stores it, in a free slot of a worker in the same process: the job needs
 * no claim and no signal. It does so only where a claim of that worker would bring this job next: nothing waits in the queues of the
 * worker, and no pause or limit may keep the job back. Safe to share between threads.
 */
public interface StartAtSubmission {
    /** Takes the offers of a worker, until the subscription is closed. */
    Subscription offer(SlotOffers offers);

    /** The free slots of one worker. Safe to share between threads. */
    interface SlotOffers {
        /**
         * Takes a slot for a job that is to be stored, of this queue and type; empty if the worker has none free, or does not handle the job.
         */
        Optional<OfferedSlot> take(JobId id, String queue, String type);
    }

    /** A slot that was taken. One of {@link #start}, {@link #giveBack} and {@link #giveUp} is called for each, once. */
    interface OfferedSlot {
        /** The lease of the job, which its worker counts as held from now on. */
        Lease lease();

        /** The worker, its queues and types, and its time limit, as in a claim of one job. */
        ClaimRequest claim();

        /** Begins the work of the job, which is processing under the lease. Returns at once. */
        void start(ClaimedJob job);

        /** Gives the slot back: the job was not stored under the lease. */
        void giveBack();

        /** Gives the slot back: whether the job is processing under the lease is not known. If it is, its worker hands it back. */
        void giveUp();
    }
}
