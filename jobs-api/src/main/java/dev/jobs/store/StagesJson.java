package dev.jobs.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.Stage;
import java.util.List;

/** Declared stages as one JSON text: for adapters that keep them with each job. */
public final class StagesJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<List<Stage>> STAGES = new TypeReference<>() {};

    private StagesJson() {}

    /** The stages as JSON: an array of objects with name, label and weight. */
    public static String write(final List<Stage> stages) {
        try {
            return MAPPER.writeValueAsString(stages);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("these stages cannot be written as JSON: " + stages, e);
        }
    }

    /**
     * The stages that were {@linkplain #write written} so.
     *
     * @throws IllegalArgumentException if they were not
     */
    public static List<Stage> read(final String json) {
        try {
            return List.copyOf(MAPPER.readValue(json, STAGES));
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("these are no declared stages: " + e.getOriginalMessage(), e);
        }
    }
}
