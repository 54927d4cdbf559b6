package dev.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes Java values as JSON text and reads them again: the payloads and results of a {@link JobType}. Safe to share between
 * threads.
 *
 * <p>The built-in one uses Jackson 2. Another library is an implementation of these two methods. A mapping is to ignore
 * fields of a payload that the Java type does not have: an older version of a service has to read what a newer one submitted.
 */
public interface JsonMapping {
    /**
     * The value as one JSON value.
     *
     * @throws IllegalArgumentException if it cannot be written; the message says why
     */
    String write(Object value);

    /**
     * The value of this Java type that a JSON text stands for; null for JSON's null.
     *
     * @throws IllegalArgumentException if the JSON does not fit the type; the message says where
     */
    @Nullable
    Object read(String json, Type type);

    /**
     * The built-in mapping: a plain Jackson 2 mapper, which ignores unknown fields and takes all that a {@link JobRequest} may
     * hold. It knows Kotlin's classes where {@code jackson-module-kotlin} is on the class path.
     */
    static JsonMapping standard() {
        return JacksonMapping.STANDARD;
    }

    /** The mapping by this Jackson 2 mapper, for times and the like; it must not be reconfigured after this. */
    static JsonMapping jackson(final ObjectMapper mapper) {
        return new JacksonMapping(requireNonNull(mapper, "mapper"));
    }
}
