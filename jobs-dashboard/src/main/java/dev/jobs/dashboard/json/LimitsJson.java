package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.Job;
import dev.jobs.store.Operations;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.StartRate;
import dev.jobs.store.operations.WorkerList;
import dev.jobs.store.support.LimitSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The limits: how much of each is used and by which jobs, and how many jobs it keeps back and since when. */
public final class LimitsJson {
    /** The jobs that are told of each limit: those that have run longest. */
    private static final int MOST_JOBS = 20;

    private final Map<String, List<Held>> held = new HashMap<>();

    /** A job that takes a permit of a limit for one of its keys. */
    private record Held(String key, Job job) {}

    private LimitsJson(final List<LimitUse> uses, final WorkerList workers, final Predicate<Job> visible) {
        final LimitSet limits = LimitSet.of(uses.stream().map(LimitUse::limit).toList());
        workers.workers().stream()
                .flatMap(worker -> worker.jobs().stream())
                .filter(visible)
                .forEach(job -> job.request()
                        .limitKeys()
                        .forEach(key -> limits.of(key)
                                .ifPresent(limit -> held.computeIfAbsent(limit.name(), name -> new ArrayList<>())
                                        .add(new Held(key, job)))));
    }

    /** The answer; of jobs that may not be seen, only the number is told. */
    public static ObjectNode of(final List<LimitUse> uses, final WorkerList workers, final Predicate<Job> visible) {
        final LimitsJson limits = new LimitsJson(uses, workers, visible);
        final ObjectNode json = Json.object().put("at", Json.time(workers.at()));
        if (uses.size() == Operations.MOST_LIMITS) {
            json.put("leftOut", true);
        }
        final ArrayNode array = json.putArray("limits");
        uses.forEach(use -> array.add(limits.toJson(use)));
        return json;
    }

    private ObjectNode toJson(final LimitUse use) {
        final Limit limit = use.limit();
        final ObjectNode json = Json.object()
                .put("name", limit.name())
                .put("source", use.source().name().toLowerCase(Locale.ROOT))
                .put("forEach", limit.isForEach())
                .put("running", use.running());
        limit.atOnce().ifPresent(attempts -> json.put("atOnce", attempts));
        limit.rate().ifPresent(rate -> json.set("rate", toJson(rate)));
        Json.putText(json, "message", limit.message());
        final ObjectNode keptBack = json.putObject("keptBack").put("jobs", use.keptBack());
        if (use.keptBack() >= LimitUse.MOST_COUNTED) {
            keptBack.put("atLeast", true);
        }
        Json.putTime(json, "oldestKeptBack", use.oldestKeptBack());
        Json.putText(json, "keptBackBy", keptBackBy(use));
        final ArrayNode jobs = json.putArray("jobs");
        held.getOrDefault(limit.name(), List.of()).stream()
                .limit(MOST_JOBS)
                .forEach(one -> jobs.add(JobJson.line(one.job()).put("key", one.key())));
        return json;
    }

    private static ObjectNode toJson(final StartRate rate) {
        return Json.object()
                .put("starts", rate.starts())
                .put("periodMs", rate.period().toMillis())
                .put("burst", rate.burst());
    }

    /** The half of the limit that keeps its jobs back, where that can be told: of several keys each may wait for another one. */
    private static Optional<String> keptBackBy(final LimitUse use) {
        final Limit limit = use.limit();
        if (use.keptBack() == 0
                || (limit.isForEach()
                        && limit.atOnce().isPresent()
                        && limit.rate().isPresent())) {
            return Optional.empty();
        }
        final boolean isFull =
                limit.atOnce().isPresent() && use.running() >= limit.atOnce().getAsInt();
        return Optional.of(isFull || limit.rate().isEmpty() ? "at_once" : "rate");
    }
}
