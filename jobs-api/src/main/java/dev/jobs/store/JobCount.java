package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobStatus;

/**
 * How many jobs of one queue and type have one status. Immutable.
 *
 * @param queue the queue
 * @param type the type
 * @param status the status
 * @param count at least 1
 */
public record JobCount(String queue, String type, JobStatus status, long count) {
    public JobCount {
        requireNonNull(queue, "queue");
        requireNonNull(type, "type");
        requireNonNull(status, "status");
    }
}
