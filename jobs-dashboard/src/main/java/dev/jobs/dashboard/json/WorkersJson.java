package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.RunningChildren;
import dev.jobs.store.operations.WorkerList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The workers that live, and what they run. */
public final class WorkersJson {
    /** The jobs that are told of each worker: those that run longest, and those that do not stop. */
    private static final int MOST_JOBS = 50;

    private WorkersJson() {}

    /** The answer; of jobs that may not be seen, only the number is told. */
    public static ObjectNode of(final WorkerList list, final Predicate<Job> visible) {
        final ObjectNode json = Json.object().put("at", Json.time(list.at()));
        if (list.workers().size() == WorkerList.MOST_WORKERS) {
            json.put("leftOut", true);
        }
        final ArrayNode array = json.putArray("workers");
        list.workers().forEach(worker -> array.add(toJson(worker, visible)));
        return json;
    }

    private static ObjectNode toJson(final LiveWorker worker, final Predicate<Job> visible) {
        final ObjectNode json = Json.object()
                .put("id", worker.id().toString())
                .put("name", worker.name())
                .put("slots", worker.slots())
                .put("running", worker.jobs().size())
                .put("stuck", worker.stuck().size())
                .put("since", Json.time(worker.since()))
                .put("heardAt", Json.time(worker.heardAt()))
                .put("expiresAt", Json.time(worker.expiresAt()));
        json.set("types", Json.texts(new TreeSet<>(worker.types())));
        json.set("queues", Json.texts(new TreeSet<>(worker.queues())));
        final ArrayNode jobs = json.putArray("jobs");
        for (final Job job : shown(worker, visible)) {
            jobs.add(JobJson.line(job).put("stuck", worker.stuck().contains(job.id())));
        }
        return json;
    }

    /** The worker of one job, with the job's child processes if it has told of some. */
    public static ObjectNode of(final LiveWorker worker, final JobId id) {
        final ObjectNode json = Json.object()
                .put("name", worker.name())
                .put("id", worker.id().toString())
                .put("stuck", worker.stuck().contains(id));
        Optional.ofNullable(worker.children().get(id))
                .ifPresent(children -> json.set("children", toJson(children, worker.heardAt())));
        return json;
    }

    private static ObjectNode toJson(final RunningChildren children, final Instant heardAt) {
        final ObjectNode json = Json.object().put("count", children.count());
        final ArrayNode first = json.putArray("first");
        children.first()
                .forEach(child -> first.addObject()
                        .put("id", child.processId())
                        .put("command", child.command())
                        .put("since", Json.time(heardAt.minus(child.age()))));
        return json;
    }

    private static List<Job> shown(final LiveWorker worker, final Predicate<Job> visible) {
        final List<Job> seen = worker.jobs().stream().filter(visible).toList();
        if (seen.size() <= MOST_JOBS) {
            return seen;
        }
        final Predicate<Job> isStuck = job -> worker.stuck().contains(job.id());
        return Stream.concat(seen.stream().filter(isStuck), seen.stream().filter(isStuck.negate()))
                .limit(MOST_JOBS)
                .toList();
    }
}
