package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;

/**
 * The right to run one attempt of a job: a number that only grows, new at every claim. Every write of a worker carries
 * it, and a write under a lease that is no longer current is refused (a fencing token). Immutable.
 *
 * @param jobId the job
 * @param number from 1; higher than that of every earlier lease of this job
 */
public record Lease(JobId jobId, long number) {
    public Lease {
        requireNonNull(jobId, "jobId");
        if (number < 1) {
            throw new IllegalArgumentException("leases are numbered from 1, but this is " + number);
        }
    }

    /** The job's id and the number, as in messages: {@code 0193…#2}. */
    @Override
    public String toString() {
        return jobId + "#" + number;
    }
}
