package dev.jobs.client;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.Release;
import dev.jobs.StageTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A job as its service told of it: the whole poll answer, of which nothing is left out. Its text is {@link #json()}, and has what
 * a later version of the service may add. A text whose meaning this version does not know, such as another reason to wait, is
 * kept as a text. Two are equal if their texts are. Immutable.
 */
public final class PolledJob {
    private final JsonObject answer;
    private final JobId id;
    private final String status;

    private PolledJob(final JsonObject answer, final JobId id, final String status) {
        this.answer = answer;
        this.id = id;
        this.status = status;
    }

    /**
     * Reads a poll answer.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static PolledJob of(final JsonObject answer) {
        final JobId id = answer.string("jobId")
                .flatMap(JobId::parse)
                .orElseThrow(() -> new IllegalArgumentException("this is no job: it has no jobId"));
        final String status = answer.string("status")
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("this is no job: it has no status"));
        return new PolledJob(answer, id, status);
    }

    /** The id of the job. */
    public JobId id() {
        return id;
    }

    /** The name of its type. */
    public String type() {
        return answer.string("type").orElse("");
    }

    /**
     * The status.
     *
     * @throws IllegalStateException if it is none of the five that there are: {@link #statusName()} has it as it was sent
     */
    public JobStatus status() {
        try {
            return JobStatus.ofWireName(status);
        } catch (final IllegalArgumentException e) {
            throw new IllegalStateException(
                    "job " + id + " has a status that this version of the client does not know: " + status, e);
        }
    }

    /** The status as it was sent, such as {@code processing}. */
    public String statusName() {
        return status;
    }

    /** True if nothing of it will change any more: its work has ended, too. */
    public boolean done() {
        return answer.flag("done").orElseGet(() -> finishedAt().isPresent());
    }

    /** True if it is cancelled, and its work is still being stopped. */
    public boolean stopping() {
        return answer.flag("stopping").orElse(false);
    }

    /** The place in its queue's order, 1 if no job is ahead of it; only while it is pending and due. */
    public OptionalLong queuePosition() {
        return whole("queuePosition");
    }

    /** The number of jobs that wait in its queue; only where it has a position. */
    public OptionalLong queueSize() {
        return whole("queueSize");
    }

    /**
     * The reason for which it waits, such as {@code workers_busy} or {@code no_worker}; only while it is pending. The reasons are an open set: a
     * service of a later version may have others.
     */
    public Optional<String> waitReason() {
        return answer.string("waitReason");
    }

    /** The time at which the pause that it waits for ends by itself, or its rate allows the next start, if that is known. */
    public Optional<Instant> waitUntil() {
        return time(answer, "waitUntil");
    }

    /** The reason for the pause that it waits for, in an operator's words for people, or the limit that keeps it back, if there are words for that. */
    public Optional<String> waitMessage() {
        return answer.string("waitMessage");
    }

    /** The name of its work right now. */
    public Optional<String> stage() {
        return answer.string("stage");
    }

    /** The progress within the stage, from 0 to 100. */
    public double progress() {
        return answer.number("progress").map(BigDecimal::doubleValue).orElse(0.0);
    }

    /** The progress of the whole job, from 0 to 100; only of types that declare their stages. */
    public OptionalDouble overallProgress() {
        return answer.number("overallProgress").stream()
                .mapToDouble(BigDecimal::doubleValue)
                .findFirst();
    }

    /** True if it is being worked at, and has not told how far its stage has come: no number is to be drawn. */
    public boolean indeterminate() {
        return answer.flag("indeterminate").orElse(false);
    }

    /** The stages that its type declares, in their order, and where it stands with each; none if it declares none. */
    public List<PolledStage> stages() {
        return answer.array("stages").orElse(List.of()).stream()
                .map(stage -> PolledStage.of(JsonObject.parse(stage)))
                .toList();
    }

    /**
     * The times that the current or last attempt has spent in the stages that it has left, declared or not, in their order; the
     * same stage several times if it was entered again.
     */
    public List<StageTime> stageTimes() {
        return answer.array("stageTimes").orElse(List.of()).stream()
                .map(JsonObject::parse)
                .map(time -> new StageTime(
                        time.string("stage").orElse(""), PolledStage.took(time).orElse(Duration.ZERO)))
                .toList();
    }

    /** The number of this attempt; 0 before the first. */
    public int attempt() {
        return (int) whole("attempt").orElse(0);
    }

    /** The most attempts that it may have. */
    public int maxAttempts() {
        return (int) whole("maxAttempts").orElse(0);
    }

    /** The time at which it was submitted. */
    public Optional<Instant> createdAt() {
        return time(answer, "createdAt");
    }

    /** The time of its last change. */
    public Optional<Instant> updatedAt() {
        return time(answer, "updatedAt");
    }

    /** The time at which its current or last attempt began. */
    public Optional<Instant> startedAt() {
        return time(answer, "startedAt");
    }

    /** The time at which its work had ended for good. */
    public Optional<Instant> finishedAt() {
        return time(answer, "finishedAt");
    }

    /** The time at which its attempt reaches its time limit; only while it is worked at, and only if it has one. */
    public Optional<Instant> timeLimitAt() {
        return time(answer, "timeLimitAt");
    }

    /** The job that it runs again, if it is a rerun. */
    public Optional<JobId> rerunOf() {
        return answer.string("rerunOf").flatMap(JobId::parse);
    }

    /** The newest job that runs it again, if there is one. */
    public Optional<JobId> rerunAs() {
        return answer.string("rerunAs").flatMap(JobId::parse);
    }

    /** The job for whose sake it was cancelled, a newer one of the same limit, if there is one. */
    public Optional<JobId> replacedBy() {
        return answer.string("replacedBy").flatMap(JobId::parse);
    }

    /** The time at which it is expected to start; only while it is pending, where an estimate can be made. */
    public Optional<Instant> startAt() {
        return answer.object("estimate").flatMap(estimate -> time(estimate, "startAt"));
    }

    /** The time at which it is expected to be complete; only until it has ended, where an estimate can be made. */
    public Optional<Instant> completeAt() {
        return answer.object("estimate").flatMap(estimate -> time(estimate, "completeAt"));
    }

    /** The certainty with which a cancelled job's work has ended; only once it has. */
    public Optional<Release> release() {
        return answer.string("release")
                .flatMap(name -> Arrays.stream(Release.values())
                        .filter(release -> release.wireName().equals(name))
                        .findFirst());
    }

    /**
     * The result as JSON, in the very characters that were sent; only if it is complete and returned something. A result
     * that is no object stands in one, as {@code {"value": …}}.
     */
    public Optional<String> result() {
        return answer.raw("result");
    }

    /**
     * The result as its type has it; empty if the job is not complete or returned nothing.
     *
     * @throws IllegalArgumentException if its JSON does not fit the result's Java type
     */
    public <R> Optional<R> result(final JobType<?, R> jobType) {
        return result().map(jobType::polledResult);
    }

    /**
     * True if it has a result that this answer leaves out, since several jobs were asked for at once and it is large: {@link
     * JobsClient#get} has it.
     */
    public boolean resultLeftOut() {
        return answer.flag("resultLeftOut").orElse(false);
    }

    /** The reason for its failure, for people; only if it failed. */
    public Optional<String> error() {
        return answer.string("error");
    }

    /** A number that changes with every change of the job itself. */
    public long revision() {
        return whole("revision").orElse(0);
    }

    /** The pause before the next poll; none when it is done. */
    public Optional<Duration> pollAfter() {
        return whole("pollAfterMs").stream()
                .mapToObj(Duration::ofMillis)
                .filter(pause -> !pause.isNegative())
                .findFirst();
    }

    /**
     * The paths at the service under which more of it is found, by their names: {@code self}, {@code events}, and where the
     * caller may, {@code cancel}, {@code log} and {@code rerun}. None where the service sends none.
     */
    public Map<String, String> links() {
        return answer.object("links").map(JsonObject::strings).orElse(Map.of());
    }

    /** The whole answer, in the very characters that were sent. */
    public String json() {
        return answer.text();
    }

    private OptionalLong whole(final String name) {
        return answer.number(name).stream()
                .mapToLong(number -> number.min(BigDecimal.valueOf(Long.MAX_VALUE))
                        .max(BigDecimal.valueOf(Long.MIN_VALUE))
                        .longValue())
                .findFirst();
    }

    private static Optional<Instant> time(final JsonObject object, final String name) {
        return object.string(name).flatMap(PolledJob::parsed);
    }

    private static Optional<Instant> parsed(final String time) {
        try {
            return Optional.of(Instant.parse(time));
        } catch (final DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof PolledJob job && job.json().equals(json());
    }

    @Override
    public int hashCode() {
        return json().hashCode();
    }

    @Override
    public String toString() {
        return "PolledJob[" + id + ", type=" + type() + ", status=" + status + "]";
    }
}
