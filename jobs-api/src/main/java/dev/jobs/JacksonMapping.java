package dev.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.internal.JsonText;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The mapping by a Jackson 2 mapper. */
record JacksonMapping(ObjectMapper mapper) implements JsonMapping {
    static final JsonMapping STANDARD = new JacksonMapping(JsonMapper.builder(JsonText.FACTORY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build());

    @Override
    public String write(final Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    @Override
    public @Nullable Object read(final String json, final Type type) {
        try {
            return mapper.readValue(json, mapper.constructType(type));
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
