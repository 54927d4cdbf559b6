package dev.jobs.store;

import dev.jobs.JobId;
import java.util.List;

/**
 * The face of a store for operators: dashboards, metrics and scripts. Each answer is bounded in cost, whatever the number of
 * jobs, and may be asked for each second.
 *
 * <p>Safe to share between threads. The exceptions are those of {@link dev.jobs.Jobs}.
 */
public interface Operations {
    /**
     * The numbers of jobs that have not ended, by queue, type and status: {@code pending}, {@code processing}, and {@code
     * cancelled} for those that are still being stopped. Combinations without a job are left out. Each number is exact up to
     * {@link JobCount#MOST_COUNTED}, which stands for that and more; of the jobs that are not yet due a store may count so many
     * in all, those due soonest.
     */
    List<JobCount> counts();

    /**
     * The attempts of this job that have ended, oldest first, the newest {@link PastAttempt#MOST_KEPT} of them. An attempt of number
     * 1 that completed the job is left out, since the job says all of it, and so is one that a worker declined. Empty also if there
     * is no such job.
     */
    default List<PastAttempt> attempts(final JobId id) {
        throw new UnsupportedOperationException();
    }
}
