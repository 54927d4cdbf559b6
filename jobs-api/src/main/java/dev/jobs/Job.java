package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as it stood in the store at one moment: what was asked for, and how far that has come. Immutable. Its other methods
 * are those of its request and its state.
 *
 * @param id its identity
 * @param request the request by which it was submitted; without its payload in a {@linkplain Jobs#poll poll's answer} and in a
 *     {@linkplain Jobs#list list}
 * @param state where it stands
 */
public record Job(JobId id, JobRequest request, JobState state) {
    public Job {
        requireNonNull(id, "id");
        requireNonNull(request, "request");
        requireNonNull(state, "state");
    }

    /** See {@link JobRequest#type}. */
    public String type() {
        return request.type();
    }

    /** See {@link JobRequest#payload}. */
    public Optional<String> payload() {
        return request.payload();
    }

    /** See {@link JobRequest#queue}. */
    public String queue() {
        return request.queue();
    }

    /** See {@link JobRequest#priority}. */
    public int priority() {
        return request.priority();
    }

    /** See {@link JobRequest#maxAttempts}. */
    public int maxAttempts() {
        return request.maxAttempts();
    }

    /** See {@link JobRequest#backoff}. */
    public Backoff backoff() {
        return request.backoff();
    }

    /** See {@link JobRequest#stages}. */
    public List<Stage> stages() {
        return request.stages();
    }

    /** See {@link JobRequest#idempotencyKey}. */
    public Optional<String> idempotencyKey() {
        return request.idempotencyKey();
    }

    /** See {@link JobRequest#owner}. */
    public Optional<String> owner() {
        return request.owner();
    }

    /** See {@link JobRequest#attributes}. */
    public Map<String, String> attributes() {
        return request.attributes();
    }

    /** See {@link JobState#status}. */
    public JobStatus status() {
        return state.status();
    }

    /** See {@link JobState#attempt}. */
    public int attempt() {
        return state.attempt();
    }

    /** See {@link JobState#stage}. */
    public Optional<String> stage() {
        return state.stage();
    }

    /** See {@link JobState#progress}. */
    public double progress() {
        return state.progress();
    }

    /** See {@link JobState#overallProgress}. */
    public OverallProgress overallProgress() {
        return state.overallProgress();
    }

    /** See {@link JobState#result}. */
    public Optional<String> result() {
        return state.result();
    }

    /** See {@link JobState#error}. */
    public Optional<String> error() {
        return state.error();
    }

    /** See {@link JobState#release}. */
    public Optional<Release> release() {
        return state.release();
    }

    /** See {@link JobState#createdAt}. */
    public Instant createdAt() {
        return state.createdAt();
    }

    /** See {@link JobState#dueAt}. */
    public Instant dueAt() {
        return state.dueAt();
    }

    /** See {@link JobState#updatedAt}. */
    public Instant updatedAt() {
        return state.updatedAt();
    }

    /** See {@link JobState#startedAt}. */
    public Optional<Instant> startedAt() {
        return state.startedAt();
    }

    /** See {@link JobState#finishedAt}. */
    public Optional<Instant> finishedAt() {
        return state.finishedAt();
    }

    /** See {@link JobState#revision}. */
    public long revision() {
        return state.revision();
    }

    /** See {@link JobRequest#limits}. */
    public AttemptLimits limits() {
        return request.limits();
    }

    /** See {@link JobRequest#rerunOf}. */
    public Optional<JobId> rerunOf() {
        return request.rerunOf();
    }

    /** See {@link JobState#timeLimitAt}. */
    public Optional<Instant> timeLimitAt() {
        return state.timeLimitAt();
    }

    /** See {@link JobState#stageTimes}. */
    public List<StageTime> stageTimes() {
        return state.stageTimes();
    }

    /** See {@link JobState#rerunAs}. */
    public Optional<JobId> rerunAs() {
        return state.rerunAs();
    }

    /** See {@link JobState#replacedBy}. */
    public Optional<JobId> replacedBy() {
        return state.replacedBy();
    }

    /** True if the job is cancelled and its work is still being stopped. */
    public boolean isStopping() {
        return status() == JobStatus.CANCELLED && finishedAt().isEmpty();
    }

    /** The same job as a poll has it. */
    public Job withoutPayload() {
        return new Job(id, request.withoutPayload(), state);
    }

    /** Names the job without its payload, result, error or attributes, which may be secret. */
    @Override
    public String toString() {
        return "Job[" + id + ", type=" + type() + ", queue=" + queue()
                + owner().map(name -> ", owner=" + name).orElse("")
                + ", status=" + status().wireName() + ", attempt="
                + attempt() + "]";
    }
}
