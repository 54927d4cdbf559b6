package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as it stood in the store at one moment. Immutable.
 *
 * @param id its identity
 * @param type what is to be done
 * @param queue the lane it waits in
 * @param priority higher starts first within the queue
 * @param owner whose job it is
 * @param idempotencyKey the key it was submitted under
 * @param payload what it is to be done to, as JSON; empty in a {@linkplain dev.jobs.store.JobStore#poll poll's answer}
 *     and in a {@linkplain dev.jobs.store.JobStore#list list}, which do not read it
 * @param maxAttempts how often it may be run
 * @param backoff how long it waits between attempts
 * @param stages the stages that its type declares, in their order; empty if it declares none
 * @param status where it stands
 * @param attempt the number of the current or last run, from 1; 0 before the first
 * @param stage what its handler is doing, or was when it ended; empty while pending
 * @param progress from 0 to 100 within the stage, as its handler reported it; 0 while pending
 * @param overallProgress how far it has come through its declared stages; none while pending
 * @param result what its handler returned, as JSON; empty unless complete, where it returned nothing, and in a list, which
 *     does not read it
 * @param error what went wrong in the last failed attempt; empty once complete
 * @param release how it is known that the work has ended; only when cancelled and finished
 * @param createdAt when it was submitted, by the store's clock
 * @param dueAt when it may be started next
 * @param updatedAt when anything of it last changed; never runs backwards
 * @param startedAt when the current or last attempt was claimed
 * @param finishedAt when its work had ended for good; empty for a cancelled job that is still being stopped
 * @param revision from 1; higher after every change that can be seen
 */
public record Job(
        JobId id,
        String type,
        String queue,
        int priority,
        Optional<String> owner,
        Optional<String> idempotencyKey,
        Optional<String> payload,
        int maxAttempts,
        Backoff backoff,
        List<Stage> stages,
        JobStatus status,
        int attempt,
        Optional<String> stage,
        double progress,
        OverallProgress overallProgress,
        Optional<String> result,
        Optional<String> error,
        Optional<Release> release,
        Instant createdAt,
        Instant dueAt,
        Instant updatedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        long revision) {
    public Job {
        requireNonNull(id, "id");
        stages = List.copyOf(stages);
        requireNonNull(status, "status");
        requireNonNull(overallProgress, "overallProgress");
        if (finishedAt.isPresent() && !status.isTerminal()) {
            throw new IllegalArgumentException("a " + status.wireName() + " job has no finish time");
        }
        if (finishedAt.isEmpty() && status.isTerminal() && status != JobStatus.CANCELLED) {
            throw new IllegalArgumentException("a " + status.wireName() + " job has a finish time");
        }
        if (release.isPresent() != (status == JobStatus.CANCELLED && finishedAt.isPresent())) {
            throw new IllegalArgumentException("a job has a release if it is cancelled and finished, and only then");
        }
    }

    /** Whether the job is cancelled and its work is still being stopped. */
    public boolean isStopping() {
        return status == JobStatus.CANCELLED && finishedAt.isEmpty();
    }

    /** The same job as a poll has it. */
    public Job withoutPayload() {
        return new Job(
                id,
                type,
                queue,
                priority,
                owner,
                idempotencyKey,
                Optional.empty(),
                maxAttempts,
                backoff,
                stages,
                status,
                attempt,
                stage,
                progress,
                overallProgress,
                result,
                error,
                release,
                createdAt,
                dueAt,
                updatedAt,
                startedAt,
                finishedAt,
                revision);
    }

    /** Names the job without its payload, result or error, which may be secret. */
    @Override
    public String toString() {
        return "Job[" + id + ", type=" + type + ", queue=" + queue
                + owner.map(name -> ", owner=" + name).orElse("")
                + ", status=" + status.wireName() + ", attempt="
                + attempt + "]";
    }
}
