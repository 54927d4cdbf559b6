package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.dashboard.read.LiveState;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.Workload;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The queues with their types, the workers in numbers and the pauses. */
public final class OverviewJson {
    private final LiveState state;
    private final Instant now;
    private final Map<String, Queue> queues = new TreeMap<>();

    /** The jobs of one queue: all of them, and those of each type. */
    private final class Queue {
        private final Part all = new Part();
        private final Map<String, Part> types = new TreeMap<>();

        Part type(final String name) {
            return types.computeIfAbsent(name, key -> new Part());
        }
    }

    private final class Part {
        private final Tally tally = new Tally();
        private final LastHour hour = new LastHour(now);
        private long slots;
        private long workers;

        void add(final LiveWorker worker) {
            slots += worker.slots();
            workers++;
        }

        ObjectNode toJson(final String name) {
            final ObjectNode json = Json.object().put("name", name);
            tally.writeTo(json);
            json.put("slots", slots);
            json.put("workers", workers);
            json.set("hour", hour.toJson());
            return json;
        }
    }

    private OverviewJson(final LiveState state) {
        this.state = state;
        this.now = state.overview().at();
    }

    /** The answer for this state. */
    public static ObjectNode of(final LiveState state) {
        final OverviewJson overview = new OverviewJson(state);
        overview.gather();
        return overview.toJson();
    }

    private void gather() {
        for (final Workload load : state.overview().workloads()) {
            final Queue queue = queue(load.queue());
            queue.all.tally.add(load);
            queue.type(load.type()).tally.add(load);
        }
        for (final Activity activity : state.history().activities()) {
            final Queue queue = queue(activity.queue());
            queue.all.hour.add(activity);
            queue.type(activity.type()).hour.add(activity);
        }
        for (final LiveWorker worker : state.workers().workers()) {
            for (final String name : worker.queues()) {
                final Queue queue = queue(name);
                queue.all.add(worker);
                worker.types().forEach(type -> queue.type(type).add(worker));
            }
        }
        state.pauses().stream()
                .filter(pause -> pause.target().kind() == PauseTarget.Kind.QUEUE)
                .forEach(pause -> queue(pause.target().name()));
    }

    private Queue queue(final String name) {
        return queues.computeIfAbsent(name, key -> new Queue());
    }

    private ObjectNode toJson() {
        final ObjectNode json = Json.object()
                .put("at", Json.time(now))
                .put("storeTookMs", state.took().toMillis());
        final ArrayNode all = json.putArray("queues");
        queues.forEach((name, queue) -> {
            final ObjectNode one = queue.all.toJson(name);
            pause(PauseTarget.queue(name)).ifPresent(pause -> one.set("pause", toJson(pause)));
            final ArrayNode types = one.putArray("types");
            queue.types.forEach((type, part) -> {
                final ObjectNode typeJson = part.toJson(type);
                pause(PauseTarget.type(type)).ifPresent(pause -> typeJson.set("pause", toJson(pause)));
                types.add(typeJson);
            });
            all.add(one);
        });
        if (state.overview().workloads().size() == Overview.MOST_WORKLOADS) {
            json.put("leftOut", true);
        }
        json.set("workers", workers());
        final ArrayNode pauses = json.putArray("pauses");
        state.pauses().forEach(pause -> pauses.add(toJson(pause)));
        json.put("historyFrom", Json.time(state.history().from()));
        return json;
    }

    private Optional<Pause> pause(final PauseTarget target) {
        return state.pauses().stream()
                .filter(pause -> pause.target().equals(target))
                .findFirst();
    }

    private ObjectNode workers() {
        final var workers = state.workers().workers();
        return Json.object()
                .put("count", workers.size())
                .put("slots", workers.stream().mapToLong(LiveWorker::slots).sum())
                .put(
                        "running",
                        workers.stream()
                                .mapToLong(worker -> worker.jobs().size())
                                .sum())
                .put(
                        "stuck",
                        workers.stream()
                                .mapToLong(worker -> worker.stuck().size())
                                .sum());
    }

    /** A pause. */
    public static ObjectNode toJson(final Pause pause) {
        final ObjectNode json = Json.object()
                .put("kind", pause.target().kind().wireName())
                .put("name", pause.target().name())
                .put("pausedAt", Json.time(pause.pausedAt()));
        Json.putText(json, "reason", pause.reason());
        Json.putTime(json, "until", pause.until());
        return json;
    }
}
