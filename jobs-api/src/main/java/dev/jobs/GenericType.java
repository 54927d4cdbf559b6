package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A Java type with its type arguments, written as an anonymous subclass: {@code new GenericType<List<String>>() {}}. Immutable.
 *
 * @param <T> the type
 */
public abstract class GenericType<T> {
    private final Type type;

    /**
     * The type that the subclass gives as the argument.
     *
     * @throws IllegalStateException if the subclass gives none
     */
    protected GenericType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType self)) {
            throw new IllegalStateException(
                    "a generic type names its type, as in new GenericType<List<String>>() {}, but this does not");
        }
        type = self.getActualTypeArguments()[0];
    }

    private GenericType(final Type type) {
        this.type = type;
    }

    /** A type that was found by reflection, as frameworks do. */
    public static GenericType<?> of(final Type type) {
        return new GenericType<>(requireNonNull(type, "type")) {};
    }

    /** The type. */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
