package dev.jobs.dashboard.read;

import dev.jobs.Job;
import dev.jobs.JobPollResponse;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.operations.PastWait;
import java.util.List;
import java.util.Optional;

/**
 * All that is shown of one job without revealing anything. Immutable.
 *
 * @param answer the answer to a poll, without its result
 * @param hasResult true if it has one
 * @param attempts the attempts that have ended
 * @param pastWait the last reason for which it had waited before its last start; empty: it waits
 */
public record JobView(
        JobPollResponse answer, boolean hasResult, List<PastAttempt> attempts, Optional<PastWait> pastWait) {
    public JobView {
        attempts = List.copyOf(attempts);
    }

    static JobView of(
            final JobPollResponse polled, final List<PastAttempt> attempts, final Optional<PastWait> pastWait) {
        final Job job = polled.job();
        final Job small = new Job(
                job.id(),
                job.request(),
                job.state().toBuilder().result(Optional.empty()).build());
        final JobPollResponse answer = JobPollResponse.builder(small, polled.at())
                .waiting(polled.waiting())
                .estimate(polled.estimate())
                .build();
        return new JobView(answer, job.result().isPresent() || polled.isResultLeftOut(), attempts, pastWait);
    }

    /** The job. */
    public Job job() {
        return answer.job();
    }

    /** True if no attempt of the job has begun or ended between this view and another. */
    boolean hasAttemptsOf(final JobPollResponse other) {
        final Job before = job();
        final Job after = other.job();
        return before.attempt() == after.attempt()
                && before.status() == after.status()
                && before.startedAt().equals(after.startedAt())
                && before.finishedAt().equals(after.finishedAt());
    }
}
