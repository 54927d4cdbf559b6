package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import java.util.random.RandomGenerator;

/**
 * The right of one worker to run one attempt of a job: a number that only grows, new at every claim. Every write of a
 * worker carries its lease, and a write under a lease that is no longer current, or by a worker that does not hold it,
 * is refused (a fencing token). Immutable.
 *
 * <h2>How leases are numbered</h2>
 *
 * <p>Each number is the job's last one and a random step: from 1 up to {@link #LARGEST_STEP}. So the numbers of one job
 * grow, whatever any clock says, and none of them can be foretold. That is what makes a lease safe in a store that has
 * lost its newest transactions, because a standby that lagged behind was promoted, or a backup was restored. Such a store
 * knows nothing of the last leases that it gave, and gives the same jobs again. If it counted, it would give the same
 * numbers again too, and take the reports of those who hold the lost leases:
 *
 * <pre>{@code
 *                     counted        by random steps
 * replicated          lease 6        lease 8 112 340 021
 * lost                lease 7        lease 9 470 118 903   worker A still runs under it
 * given again         lease 7        lease 8 630 255 417   worker B runs under it
 * }</pre>
 *
 * <p>A lost number comes up again once in some four thousand million times, and even then the report of another worker is
 * refused. A job can be claimed four thousand million times before its numbers run out.
 *
 * @param jobId the job
 * @param number from 1; higher than that of every earlier lease of this job that the store knows of
 * @param worker who holds it
 */
public record Lease(JobId jobId, long number, WorkerId worker) {
    /** The largest difference between the numbers of two leases of a job of which one was given after the other. */
    public static final long LARGEST_STEP = 1L << 32;

    public Lease {
        requireNonNull(jobId, "jobId");
        requireNonNull(worker, "worker");
        if (number < 1) {
            throw new IllegalArgumentException("leases are numbered from 1, but this is " + number);
        }
    }

    /** The number of a job's next lease, for adapters: the last one, or 0 if there was none, and a random step. */
    public static long numberAfter(final long last, final RandomGenerator random) {
        return last + random.nextLong(1, LARGEST_STEP + 1);
    }

    /** The job's id and the number, as in messages: {@code 0193…#8112340021}. */
    @Override
    public String toString() {
        return jobId + "#" + number;
    }
}
