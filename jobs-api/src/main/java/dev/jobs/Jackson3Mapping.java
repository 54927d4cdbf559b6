package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The mapping by a mapper of Jackson 3, for those who have that on their class path: Jobs does not bring it along. Jackson 3 knows the
 * types of {@code java.time} and {@link java.util.Optional} by itself. Immutable and safe to share between threads.
 *
 * <p>It is a class of its own, and not a method of {@link JsonMapping}, so that nobody needs Jackson 3 to load that.
 */
public final class Jackson3Mapping implements JsonMapping {
    private final JsonMapper mapper;

    private Jackson3Mapping(final JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** The mapping by this mapper with its settings, except that unknown fields are ignored whatever it says of them. */
    public static Jackson3Mapping of(final JsonMapper mapper) {
        return new Jackson3Mapping(requireNonNull(mapper, "mapper")
                .rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
    }

    @Override
    public String write(final Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (final JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    @Override
    public @Nullable Object read(final String json, final Type type) {
        try {
            return mapper.readValue(json, mapper.constructType(type));
        } catch (final InvalidDefinitionException e) {
            throw new IllegalArgumentException(e.getOriginalMessage() + advice(e.getType()), e);
        } catch (final JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private String advice(final @Nullable JavaType type) {
        return type == null
                ? ""
                : KotlinClasses.advice(
                        type.getRawClass(),
                        mapper.registeredModules().stream().map(JacksonModule::getModuleName),
                        "tools.jackson.module");
    }
}
