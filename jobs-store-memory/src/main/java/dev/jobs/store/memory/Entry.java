package dev.jobs.store.memory;

import static java.util.Objects.requireNonNull;

import dev.jobs.AttemptLimits;
import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.Stage;
import dev.jobs.StageTime;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One job as the store holds it. Times are microseconds since 1970, so that a waiting job costs few objects; {@link #NEVER}
 * stands for no time.
 *
 * <p>Guarded by the store's lock. Only {@link Transitions} changes it.
 */
final class Entry {
    static final long NEVER = Long.MIN_VALUE;
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    final JobId id;
    final long seq;
    final String type;
    final String queue;
    final int priority;
    final @Nullable String owner;
    final int ownerWeight;
    final @Nullable String idempotencyKey;
    final String payload;
    final int maxAttempts;
    final Backoff backoff;
    final List<Stage> stages;
    final Map<String, String> attributes;
    final AttemptLimits limits;
    final Set<String> limitKeys;
    final long createdAt;

    /** The job that this one runs again. */
    final @Nullable JobId rerunOf;

    /** Its place among the waiting jobs of its queue and priority, before its number; see {@link Turns}. */
    long turn;

    JobStatus status = JobStatus.PENDING;
    int slot;
    int attempt;
    int losses;
    long lease;
    long dueAt;
    long updatedAt;
    long startedAt = NEVER;
    long finishedAt = NEVER;

    /** The time at which its attempt reaches its time limit; of no meaning but while it is processing. */
    long timeLimitAt = NEVER;

    double progress;
    OverallProgress overallProgress = OverallProgress.NONE;
    List<StageTime> stageTimes = List.of();
    long revision;

    /** The newest job that runs this one again. */
    @Nullable
    JobId rerunAs;

    /** The job for whose sake it was cancelled. */
    @Nullable
    JobId replacedBy;

    /** The block in which it waits, in its {@link #slot}; null: it does not wait, or is not due yet. */
    @Nullable
    Block block;

    @Nullable
    String stage;

    @Nullable
    String result;

    @Nullable
    String error;

    @Nullable
    Release release;

    @Nullable
    WorkerId worker;

    /** The owner or limit key for whose sake it waits apart; null: it waits with the others. */
    @Nullable
    PauseTarget heldBy;

    /** The limit or rate that kept it back last before its last start; null: none did. */
    @Nullable
    PastWait lastLimit;

    /** The workers that cannot read its payload; it is kept while one of them may be asked again. */
    Set<WorkerId> declinedBy = Set.of();

    /** Until when it waits for a worker that can read it. */
    long declinedUntil = NEVER;

    Entry(final JobId id, final long seq, final JobRequest request, final long now) {
        this.id = id;
        this.seq = seq;
        this.turn = seq;
        this.type = request.type();
        this.queue = request.queue();
        this.priority = request.priority();
        this.owner = request.owner().orElse(null);
        this.ownerWeight = request.ownerWeight();
        this.idempotencyKey = request.idempotencyKey().orElse(null);
        this.payload = request.payload().orElseThrow();
        this.maxAttempts = request.maxAttempts();
        this.backoff = request.backoff();
        this.stages = request.stages();
        this.attributes = request.attributes();
        this.limits = request.limits();
        this.limitKeys = request.limitKeys();
        this.rerunOf = request.rerunOf().orElse(null);
        this.createdAt = now;
        this.updatedAt = now;
        this.dueAt = request.dueAt()
                .map(Entry::micros)
                .orElseGet(() -> now + request.delay().map(Entry::micros).orElse(0L));
    }

    /** True if this starts before the other of the same queue. */
    boolean startsBefore(final Entry other) {
        return startsBefore(other.priority, other.turn, other.seq);
    }

    /** True if this starts before a place in its queue. */
    boolean startsBefore(final int otherPriority, final long otherTurn, final long otherSeq) {
        if (priority != otherPriority) {
            return priority > otherPriority;
        }
        return turn != otherTurn ? turn < otherTurn : seq < otherSeq;
    }

    /** True if this starts behind a place in its queue. */
    boolean startsBehind(final int otherPriority, final long otherTurn, final long otherSeq) {
        if (priority != otherPriority) {
            return priority < otherPriority;
        }
        return turn != otherTurn ? turn > otherTurn : seq > otherSeq;
    }

    Optional<String> optionalOwner() {
        return Optional.ofNullable(owner);
    }

    /** The lease under which somebody works at this job. */
    Lease currentLease() {
        return new Lease(id, lease, requireNonNull(worker, "worker"));
    }

    /** True if somebody works at this job under this lease. */
    boolean isHeldUnder(final Lease held) {
        return lease == held.number() && held.worker().equals(worker);
    }

    boolean isWaiting() {
        return block != null;
    }

    boolean isDeclined() {
        return !declinedBy.isEmpty();
    }

    boolean isStopping() {
        return status == JobStatus.CANCELLED && finishedAt == NEVER;
    }

    Job toJob() {
        return toJob(Optional.of(payload), Optional.ofNullable(result));
    }

    /** The job without what may be large. */
    Job toSmallJob() {
        final Job job = toJob(Optional.empty(), Optional.empty());
        return new Job(
                job.id(),
                job.request(),
                job.state().toBuilder().stageTimes(List.of()).build());
    }

    /** The time at which it was submitted or became due, whichever was later. */
    long startableSince() {
        return Math.max(createdAt, dueAt);
    }

    /** The job as a poll answers with it. */
    Job toPolledJob(final long largestResult) {
        return toJob(Optional.empty(), Optional.ofNullable(result).filter(json -> json.length() <= largestResult));
    }

    private Job toJob(final Optional<String> shownPayload, final Optional<String> shownResult) {
        final JobState state = JobState.builder(instant(createdAt))
                .status(status)
                .attempt(attempt)
                .stage(Optional.ofNullable(stage))
                .progress(progress)
                .overallProgress(overallProgress)
                .result(shownResult)
                .error(Optional.ofNullable(error))
                .release(Optional.ofNullable(release))
                .dueAt(instant(dueAt))
                .updatedAt(instant(updatedAt))
                .startedAt(optionalInstant(startedAt))
                .finishedAt(optionalInstant(finishedAt))
                .timeLimitAt(status == JobStatus.PROCESSING ? optionalInstant(timeLimitAt) : Optional.empty())
                .stageTimes(stageTimes)
                .rerunAs(Optional.ofNullable(rerunAs))
                .replacedBy(Optional.ofNullable(replacedBy))
                .revision(revision)
                .build();
        return new Job(id, toRequest(shownPayload), state);
    }

    private JobRequest toRequest(final Optional<String> shownPayload) {
        final JobRequest.Builder request = JobRequest.storedBuilder(type)
                .queue(queue)
                .priority(priority)
                .maxAttempts(maxAttempts)
                .backoff(backoff)
                .stages(stages)
                .attributes(attributes)
                .limits(limits)
                .limitKeys(limitKeys)
                .storedRerunOf(Optional.ofNullable(rerunOf));
        Optional.ofNullable(owner).ifPresent(name -> request.owner(name).ownerWeight(ownerWeight));
        Optional.ofNullable(idempotencyKey).ifPresent(request::idempotencyKey);
        shownPayload.ifPresent(request::storedPayload);
        return request.build();
    }

    private static Optional<Instant> optionalInstant(final long micros) {
        return micros == NEVER ? Optional.empty() : Optional.of(instant(micros));
    }

    static long micros(final Instant instant) {
        // Not ChronoUnit.MICROS.between, which counts in nanoseconds and overflows in the year 2262.
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /** A duration, at most so long that adding it to a time cannot overflow. */
    static long micros(final Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? micros(LONGEST) : duration.toNanos() / 1_000;
    }

    static Instant instant(final long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
