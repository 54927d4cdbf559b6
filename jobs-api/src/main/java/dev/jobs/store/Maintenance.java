package dev.jobs.store;

import java.time.Duration;
import java.util.List;

/**
 * The face of a store for upkeep, by any process and at any time: workers that run do it.
 *
 * <p>Safe to share between threads. Each call that writes is atomic, and durable when it returns, as far as the store is durable at
 * all. No clock but the store's own decides anything. The exceptions are those of {@link dev.jobs.Jobs}.
 */
public interface Maintenance {
    /**
     * Takes the jobs of workers whose time to live is over: processing ones become pending again after their backoff,
     * or failed where their attempts are spent; cancelled ones are released, {@linkplain dev.jobs.Release#PRESUMED
     * presumed}. A worker's jobs are taken all at once or not at all.
     *
     * <p>The store's clock decides when a time to live is over. But it may jump, and that must not take jobs from workers
     * that live: as long has to have gone by on a monotonic clock as well, which can only delay a recovery. A store that
     * other processes write to, too, measures that from the first recovery that has seen a worker's newest heartbeat: so
     * a recovery takes nothing the first time, unless a worker has said goodbye, and is to be repeated a few times in each
     * time to live.
     *
     * <p>Takes also the pending jobs that every live worker who handles them has {@linkplain Report.Declined declined}, and
     * that have waited for another one as long as was asked: they become failed.
     *
     * @return what became of each job taken
     */
    List<RecoveredJob> recover();

    /**
     * Deletes jobs that finished longer ago than this, the oldest first, at most as many as the limit. Cancelled jobs
     * that are still being stopped are kept.
     *
     * @return how many were deleted; fewer than the limit means that there are no more
     * @throws IllegalArgumentException if the age is negative or the limit below 1
     */
    int prune(Duration olderThan, int limit);
}
