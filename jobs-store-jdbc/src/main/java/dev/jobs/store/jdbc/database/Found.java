package dev.jobs.store.jdbc.database;

import dev.jobs.Job;
import dev.jobs.JobStatus;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.time.Instant;
import java.util.Optional;

/**
 * A job as a poll found it.
 *
 * @param job the job
 * @param place the place by which its queue is ordered
 * @param due whether it has a place in its queue, if it is pending
 * @param handled whether a live worker handles such jobs, and has not declined this one
 * @param declined whether a worker has declined it
 * @param hasResult whether it has a result, which the job may be without
 * @param now when it was found
 * @param paused the pause that keeps it from starting, if one does
 * @param front its place in its queue; of no meaning unless it is pending and due
 */
public record Found(
        Job job,
        QueuePlace place,
        boolean due,
        boolean handled,
        boolean declined,
        boolean hasResult,
        Instant now,
        Optional<Paused> paused,
        Front front) {
    /** The pause that keeps a job from starting: the operator's reason, if there is one, and the end, if it ends by itself. */
    public record Paused(Optional<String> reason, Optional<Instant> until) {}

    /**
     * A place among the first of a queue.
     *
     * @param position from 1; {@link PollQuery#FRONT} stands for all that are further behind
     * @param size of the queue; {@link PollQuery#FRONT} stands for all that are larger
     */
    public record Front(long position, long size) {
        /** The place of a job that has none. */
        public static final Front NONE = new Front(0, 0);

        /** True if the position is exact. */
        public boolean hasPosition() {
            return position <= PollQuery.EXACT;
        }

        /** True if the size is exact. */
        public boolean hasSize() {
            return size <= PollQuery.EXACT;
        }
    }

    /** The same job at another place. */
    public Found at(final Front other) {
        return new Found(job, place, due, handled, declined, hasResult, now, paused, other);
    }

    /** True if the job has a result that was left out. */
    public boolean isResultLeftOut() {
        return hasResult && job.result().isEmpty();
    }

    /** True if the job has a place in its queue. */
    public boolean isInQueue() {
        return due && job.status() == JobStatus.PENDING;
    }

    /** True if the job should have a place, and has none yet. */
    public boolean isLate() {
        return !due && job.status() == JobStatus.PENDING && !job.dueAt().isAfter(now);
    }
}
