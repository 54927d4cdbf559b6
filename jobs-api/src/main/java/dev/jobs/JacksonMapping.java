package dev.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.internal.JsonText;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The mapping by a Jackson 2 mapper. */
final class JacksonMapping implements JsonMapping {
    static final JsonMapping STANDARD = new JacksonMapping(JsonMapper.builder(JsonText.FACTORY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build());

    private final ObjectMapper mapper;

    /** Readers by type, kept since every handler waits until its payload is read. */
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    JacksonMapping(final ObjectMapper mapper) {
        this.mapper = mapper;
    }

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
            return reader(type).readValue(json);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private ObjectReader reader(final Type type) {
        return readers.computeIfAbsent(type, own -> mapper.readerFor(mapper.constructType(own)));
    }
}
