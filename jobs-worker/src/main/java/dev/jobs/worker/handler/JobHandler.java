package dev.jobs.worker.handler;

import org.jspecify.annotations.Nullable;

/**
 * Does the work of the jobs of one type. One handler runs several jobs at once, each on a thread of its own.
 *
 * <p>It may be run more than once for a job: after a failure, after the loss of a worker, or when a worker that was
 * closed handed the job back. What it did before must not be in the way.
 *
 * @param <P> the payload's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface JobHandler<P, R> {
    /**
     * Does the work of one attempt. When the job {@linkplain JobContext#shouldStop is to stop}, the thread is
     * interrupted and the job's child processes are ended; whatever this returns or throws then is not the job's outcome.
     *
     * <p>The slot is taken until this returns. Threads that it starts are its own: it ends them before it returns.
     *
     * @return the job's result; null for nothing
     * @throws PermanentFailureException if trying again would be of no use: the job fails at once
     * @throws Exception if the attempt failed: it is tried again while the job has attempts left
     */
    @Nullable
    R handle(JobContext<P> context) throws Exception;
}
