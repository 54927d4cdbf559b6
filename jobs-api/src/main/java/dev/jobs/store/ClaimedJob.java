package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;

/**
 * A job that a worker has just claimed. Immutable.
 *
 * @param job the job, processing, its attempt counted
 * @param lease the right to run that attempt
 */
public record ClaimedJob(Job job, Lease lease) {
    public ClaimedJob {
        requireNonNull(job, "job");
        if (!lease.jobId().equals(job.id())) {
            throw new IllegalArgumentException("lease " + lease + " is not one of job " + job.id());
        }
    }
}
