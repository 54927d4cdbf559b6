package dev.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.internal.JsonText;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The mapping by a Jackson 2 mapper. */
final class JacksonMapping implements JsonMapping {
    static final JsonMapping STANDARD = new JacksonMapping(standard());

    private final ObjectMapper mapper;

    /** Readers by type, kept since every handler waits until its payload is read. */
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    JacksonMapping(final ObjectMapper mapper) {
        this.mapper = mapper;
    }

    private static ObjectMapper standard() {
        final JsonMapper.Builder mapper =
                JsonMapper.builder(JsonText.FACTORY).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        KotlinClasses.module().ifPresent(mapper::addModule);
        return mapper.build();
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
        } catch (final InvalidDefinitionException e) {
            throw new IllegalArgumentException(e.getOriginalMessage() + advice(e.getType()), e);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private String advice(final @Nullable JavaType type) {
        return type == null
                ? ""
                : KotlinClasses.advice(
                        type.getRawClass(),
                        mapper.getRegisteredModuleIds().stream().map(String::valueOf),
                        "com.fasterxml.jackson.module");
    }

    private ObjectReader reader(final Type type) {
        return readers.computeIfAbsent(type, own -> mapper.readerFor(mapper.constructType(own)));
    }
}
