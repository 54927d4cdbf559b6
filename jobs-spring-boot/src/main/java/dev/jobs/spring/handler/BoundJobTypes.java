package dev.jobs.spring.handler;

import static java.util.Objects.requireNonNull;

import dev.jobs.GenericType;
import dev.jobs.JobType;
import dev.jobs.JsonMapping;
import dev.jobs.spring.JobTypes;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.core.ResolvableType;
import org.springframework.util.function.SingletonSupplier;

/** The job types of an application, by its mapping and its handler methods, which are looked for when a type is first asked for. */
public final class BoundJobTypes implements JobTypes {
    private final JsonMapping mapping;
    private final UnaryOperator<String> placeholders;
    private final Supplier<Map<String, HandlerMethod>> handlers;

    /**
     * The job types of an application.
     *
     * @param placeholders replaces placeholders by the properties that they name
     * @param handlers finds its handler methods
     */
    public BoundJobTypes(
            final JsonMapping mapping,
            final UnaryOperator<String> placeholders,
            final Supplier<Map<String, HandlerMethod>> handlers) {
        this.mapping = mapping;
        this.placeholders = placeholders;
        this.handlers = SingletonSupplier.of(handlers);
    }

    @Override
    public <P, R> JobType<P, R> of(final String name, final Class<P> payload, final Class<R> result) {
        requireNonNull(payload, "payload");
        requireNonNull(result, "result");
        return of(JobType.of(name, payload, result), payload, result);
    }

    @Override
    public <P, R> JobType<P, R> of(final String name, final GenericType<P> payload, final GenericType<R> result) {
        return of(JobType.of(name, payload, result), payload.type(), result.type());
    }

    @Override
    public <P, R> JobType<P, R> bind(final JobType<P, R> type) {
        return type.withMapping(mapping);
    }

    // The Java types were found to be those of P and R.
    @SuppressWarnings("unchecked")
    private <P, R> JobType<P, R> of(final JobType<P, R> type, final Type payload, final Type result) {
        final HandlerMethod handler = handlers.get().get(type.name());
        if (handler == null) {
            return bind(type);
        }
        if (!isSame(handler.signature().payload(), payload)
                || !isSame(handler.signature().result(), result)) {
            throw new IllegalArgumentException("jobs of type \"" + type.name() + "\" are handled by "
                    + handler.description() + " with payload "
                    + name(handler.signature().payload()) + " and result "
                    + name(handler.signature().result()) + ", but were asked for with " + name(payload) + " and "
                    + name(result));
        }
        return (JobType<P, R>) handler.type(mapping, placeholders);
    }

    /** Compares by name: reflection and Spring have classes of their own for generic types, which are never equal. */
    private static boolean isSame(final Type one, final Type other) {
        return name(one).equals(name(other));
    }

    private static String name(final Type type) {
        return HandlerSignature.isUnit(type)
                ? Void.class.getName()
                : ResolvableType.forType(type).toString();
    }
}
