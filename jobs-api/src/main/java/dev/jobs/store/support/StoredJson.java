package dev.jobs.store.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.JobId;
import dev.jobs.Stage;
import dev.jobs.StageTime;
import dev.jobs.store.operations.RunningChildren;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Declared stages, attributes, stage times and child processes as JSON texts, for adapters that keep each in one column. */
public final class StoredJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<List<Stage>> STAGES = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> ATTRIBUTES = new TypeReference<>() {};
    private static final TypeReference<List<List<Object>>> STAGE_TIMES = new TypeReference<>() {};

    private static final TypeReference<Map<String, List<Object>>> CHILDREN = new TypeReference<>() {};

    private StoredJson() {}

    /** The stages as an array of objects with name, label and weight. */
    public static String ofStages(final List<Stage> stages) {
        return write(stages);
    }

    /**
     * The stages that were {@linkplain #ofStages written} so.
     *
     * @throws IllegalArgumentException if they were not
     */
    public static List<Stage> stages(final String json) {
        return List.copyOf(read("declared stages", json, STAGES));
    }

    /** The attributes as an object. */
    public static String ofAttributes(final Map<String, String> attributes) {
        return write(attributes);
    }

    /**
     * The attributes that were {@linkplain #ofAttributes written} so.
     *
     * @throws IllegalArgumentException if they were not
     */
    public static Map<String, String> attributes(final String json) {
        return read("attributes", json, ATTRIBUTES);
    }

    /** The stage times as an array of arrays, each of a name and milliseconds. */
    public static String ofStageTimes(final List<StageTime> times) {
        return write(times.stream()
                .map(time -> List.of(time.stage(), time.took().toMillis()))
                .toList());
    }

    /**
     * The stage times that were {@linkplain #ofStageTimes written} so.
     *
     * @throws IllegalArgumentException if they were not
     */
    public static List<StageTime> stageTimes(final String json) {
        return read("stage times", json, STAGE_TIMES).stream()
                .map(StoredJson::stageTime)
                .toList();
    }

    private static StageTime stageTime(final List<Object> pair) {
        if (pair.size() == 2 && pair.get(0) instanceof String stage && pair.get(1) instanceof Number millis) {
            return new StageTime(stage, Duration.ofMillis(millis.longValue()));
        }
        throw new IllegalArgumentException("this is no stage time: " + pair);
    }

    /**
     * The child processes of jobs as an object: for each job an array with their number, and an array for each process that is told of,
     * with its number, command and age in milliseconds.
     */
    public static String ofChildren(final Map<JobId, RunningChildren> children) {
        final Map<String, List<Object>> written = new TreeMap<>();
        children.forEach((id, processes) -> {
            final List<Object> parts = new ArrayList<>();
            parts.add(processes.count());
            processes
                    .first()
                    .forEach(child -> parts.add(List.of(
                            child.processId(), child.command(), child.age().toMillis())));
            written.put(id.toString(), parts);
        });
        return write(written);
    }

    /**
     * The child processes that were {@linkplain #ofChildren written} so.
     *
     * @throws IllegalArgumentException if they were not
     */
    public static Map<JobId, RunningChildren> children(final String json) {
        final Map<JobId, RunningChildren> children = new HashMap<>();
        read("child processes", json, CHILDREN)
                .forEach((id, parts) ->
                        children.put(JobId.parse(id).orElseThrow(() -> notChildren(id)), children(parts)));
        return children;
    }

    private static RunningChildren children(final List<Object> parts) {
        if (parts.isEmpty() || !(parts.get(0) instanceof Number count)) {
            throw notChildren(parts);
        }
        return new RunningChildren(
                count.intValue(),
                parts.subList(1, parts.size()).stream().map(StoredJson::child).toList());
    }

    private static RunningChildren.Child child(final Object part) {
        if (part instanceof List<?> values
                && values.size() == 3
                && values.get(0) instanceof Number processId
                && values.get(1) instanceof String command
                && values.get(2) instanceof Number millis) {
            return new RunningChildren.Child(processId.longValue(), command, Duration.ofMillis(millis.longValue()));
        }
        throw notChildren(part);
    }

    private static IllegalArgumentException notChildren(final Object value) {
        return new IllegalArgumentException("these are no child processes: " + value);
    }

    private static String write(final Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("this cannot be written as JSON: " + value, e);
        }
    }

    private static <T> T read(final String what, final String json, final TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("these are no " + what + ": " + e.getOriginalMessage(), e);
        }
    }
}
