package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobPollResponse;
import dev.jobs.Release;
import dev.jobs.StageState;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.dashboard.read.JobView;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PastWait;
import java.util.List;
import java.util.Optional;

/** Jobs: in a line of a list, on a page of their own, and the log. Nothing here has a payload, result or attribute. */
public final class JobJson {
    private JobJson() {}

    /** A job in a list. */
    public static ObjectNode line(final Job job) {
        final ObjectNode json = Json.object()
                .put("id", job.id().toString())
                .put("type", job.type())
                .put("queue", job.queue())
                .put("status", job.isStopping() ? "stopping" : job.status().wireName())
                .put("attempt", job.attempt())
                .put("maxAttempts", job.maxAttempts())
                .put("progress", job.progress())
                .put("createdAt", Json.time(job.createdAt()))
                .put("updatedAt", Json.time(job.updatedAt()))
                .put("dueAt", Json.time(job.dueAt()));
        Json.putText(json, "owner", job.owner());
        Json.putText(json, "stage", job.stage());
        Json.putText(json, "error", job.error());
        Json.putText(json, "release", job.release().map(Release::wireName));
        Json.putTime(json, "startedAt", job.startedAt());
        Json.putTime(json, "finishedAt", job.finishedAt());
        Json.putText(json, "rerunOf", job.rerunOf().map(JobId::toString));
        Json.putText(json, "rerunAs", job.rerunAs().map(JobId::toString));
        Json.putText(json, "replacedBy", job.replacedBy().map(JobId::toString));
        return json;
    }

    /** A job on its own page, with the stage times, attempts and all that its request has and that is not hidden. */
    public static ObjectNode page(final JobView view) {
        final Job job = view.job();
        final JobPollResponse answer = view.answer();
        final ObjectNode json = line(job);
        json.put("at", Json.time(answer.at()));
        json.put("done", answer.isDone());
        json.put("priority", job.priority());
        json.put("ownerWeight", job.request().ownerWeight());
        json.put("hasResult", view.hasResult());
        json.put("attributes", job.attributes().size());
        json.set("limitKeys", Json.texts(job.request().limitKeys()));
        Json.putText(json, "idempotencyKey", job.idempotencyKey());
        Json.putTime(json, "timeLimitAt", job.timeLimitAt());
        Json.putDuration(json, "timeLimitMs", job.limits().timeLimit());
        Json.putDuration(json, "silenceLimitMs", job.limits().silenceLimit());
        answer.waiting().ifPresent(waiting -> json.set("waiting", waiting(waiting)));
        answer.estimate().ifPresent(estimate -> {
            Json.putTime(json, "startsAt", estimate.startAt());
            Json.putTime(json, "completesAt", estimate.completeAt());
        });
        json.set("stages", stages(answer));
        final ArrayNode times = json.putArray("stageTimes");
        job.stageTimes()
                .forEach(time -> times.addObject()
                        .put("stage", time.stage())
                        .put("tookMs", time.took().toMillis()));
        json.set("attempts", attempts(view.attempts()));
        view.pastWait().ifPresent(wait -> json.set("pastWait", pastWait(wait)));
        return json;
    }

    private static ObjectNode pastWait(final PastWait wait) {
        final ObjectNode json = Json.object();
        if (wait instanceof PastWait.ForLimit limit) {
            json.put("reason", WaitReason.LIMIT_REACHED.wireName()).put("limitKey", limit.limitKey());
            Json.putText(json, "freedBy", limit.freedBy().map(JobId::toString));
        } else if (wait instanceof PastWait.ForRate rate) {
            json.put("reason", WaitReason.RATE_LIMITED.wireName()).put("limitKey", rate.limitKey());
        } else if (wait instanceof PastWait.ForPause pause) {
            json.put("reason", WaitReason.PAUSED.wireName())
                    .put("kind", pause.target().kind().wireName())
                    .put("name", pause.target().name());
            Json.putText(json, "message", pause.reason());
        } else {
            json.put("reason", WaitReason.WORKERS_BUSY.wireName());
        }
        Json.putTime(json, "until", wait.end());
        return json;
    }

    private static ObjectNode waiting(final Waiting waiting) {
        final ObjectNode json = Json.object().put("reason", waiting.reason().wireName());
        waiting.queuePosition().ifPresent(position -> json.put("position", position));
        waiting.queueSize().ifPresent(size -> json.put("size", size));
        Json.putTime(json, "until", waiting.waitUntil());
        Json.putText(json, "message", waiting.waitMessage());
        Json.putText(json, "limit", waiting.limit().map(Limit::name));
        return json;
    }

    private static ArrayNode stages(final JobPollResponse answer) {
        final ArrayNode array = Json.array();
        for (final StageState state : answer.stages()) {
            final ObjectNode json = array.addObject()
                    .put("name", state.stage().name())
                    .put("label", state.stage().label())
                    .put("status", state.status().wireName())
                    .put("progress", state.progress());
            Json.putDuration(json, "tookMs", state.took());
        }
        return array;
    }

    private static ArrayNode attempts(final List<PastAttempt> attempts) {
        final ArrayNode array = Json.array();
        for (final PastAttempt attempt : attempts) {
            final ObjectNode json = array.addObject()
                    .put("number", attempt.number())
                    .put("worker", attempt.worker())
                    .put("end", attempt.end().wireName())
                    .put("startedAt", Json.time(attempt.startedAt()))
                    .put("endedAt", Json.time(attempt.endedAt()));
            Json.putText(json, "error", attempt.error());
            Json.putText(json, "release", attempt.release().map(Release::wireName));
            Json.putTime(json, "cancelledAt", attempt.cancelledAt());
        }
        return array;
    }

    /** A part of a job's log. */
    public static ObjectNode log(final JobLog log) {
        final ObjectNode json = Json.object()
                .put("last", log.last())
                .put("newest", log.newest())
                .put("more", log.hasMore());
        final ArrayNode lines = json.putArray("lines");
        log.lines()
                .forEach(line -> lines.addObject()
                        .put("number", line.number())
                        .put("attempt", line.attempt())
                        .put("at", Json.time(line.at()))
                        .put("text", line.text()));
        return json;
    }

    /** A list of jobs, of which the rest begins at this cursor; the end says why it ends where it does. */
    public static ObjectNode list(final List<Job> jobs, final String end, final Optional<String> next) {
        final ObjectNode json = Json.object().put("end", end);
        Json.putText(json, "next", next);
        final ArrayNode array = json.putArray("jobs");
        jobs.forEach(job -> array.add(line(job)));
        return json;
    }
}
