package dev.jobs.spring.handler;

import dev.jobs.worker.handler.JobContext;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The payload and result of a handler method, and the places of its parameters. Immutable.
 *
 * @param payload the Java type of the payload
 * @param result the Java type of the result; {@link Void} for none
 * @param payloadAt the place of the payload among the parameters
 * @param contextAt the place of the context, if the method takes it
 */
public record HandlerSignature(Type payload, Type result, int payloadAt, OptionalInt contextAt) {
    private static final String RULE =
            "Let it take the payload and, if it likes, a JobContext, and return the result or nothing, such as"
                    + " AudioFacts ingest(Upload payload, JobContext<?> context).";

    private static final Set<String> PROMISES = Set.of(
            "org.reactivestreams.Publisher",
            "kotlinx.coroutines.Job",
            "kotlinx.coroutines.Deferred",
            "kotlinx.coroutines.flow.Flow");

    /**
     * The signature of a method.
     *
     * @param beanClass the class of the bean, which says what type variables of a superclass stand for
     * @throws InvalidJobHandlerException if it is none of a handler
     */
    static HandlerSignature of(final Method method, final Class<?> beanClass) {
        if (isSuspending(method)) {
            throw new InvalidJobHandlerException(
                    describe(method)
                            + " cannot handle jobs: it is a suspend function, and the job ends with the method.",
                    "Let it be an ordinary function that calls suspending ones within runBlocking { … }: a stop cancels these.");
        }
        final int[] contexts = places(method, true);
        final int[] payloads = places(method, false);
        if (contexts.length > 1) {
            throw invalid(method, "it takes " + contexts.length + " contexts");
        }
        if (payloads.length != 1) {
            throw invalid(
                    method,
                    payloads.length == 0
                            ? "it takes no payload"
                            : "it takes " + payloads.length + " parameters that could be the payload");
        }
        if (Modifier.isStatic(method.getModifiers())) {
            throw invalid(method, "it is static");
        }
        final ResolvableType payload = ResolvableType.forMethodParameter(method, payloads[0], beanClass);
        final ResolvableType result = ResolvableType.forMethodReturnType(method, beanClass);
        checkPayload(method, payload);
        checkResult(method, result);
        if (contexts.length == 1) {
            checkContext(method, ResolvableType.forMethodParameter(method, contexts[0], beanClass), payload);
        }
        return new HandlerSignature(
                boxed(payload),
                boxed(result),
                payloads[0],
                contexts.length == 1 ? OptionalInt.of(contexts[0]) : OptionalInt.empty());
    }

    private static boolean isSuspending(final Method method) {
        return Arrays.stream(method.getParameterTypes())
                .anyMatch(type -> type.getName().equals("kotlin.coroutines.Continuation"));
    }

    private static int[] places(final Method method, final boolean ofContext) {
        final Class<?>[] types = method.getParameterTypes();
        return IntStream.range(0, types.length)
                .filter(at -> (types[at] == JobContext.class) == ofContext)
                .toArray();
    }

    private static void checkPayload(final Method method, final ResolvableType payload) {
        if (payload.hasUnresolvableGenerics() || payload.resolve() == null) {
            throw invalid(method, "its payload " + payload.getType().getTypeName() + " has a type variable");
        }
    }

    private static void checkContext(final Method method, final ResolvableType context, final ResolvableType payload) {
        final ResolvableType argument = context.getGeneric(0);
        if (argument.resolve() != null && !argument.isAssignableFrom(payload)) {
            throw invalid(method, "its context is of a " + argument + ", but its payload is a " + payload);
        }
    }

    private static void checkResult(final Method method, final ResolvableType result) {
        final Class<?> raw = result.resolve(Object.class);
        if (Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw) || isPromise(raw)) {
            throw invalid(
                    method,
                    "it returns a " + raw.getSimpleName()
                            + ", and would have returned before its work is done: the job ends with the method");
        }
        if (result.hasUnresolvableGenerics()) {
            throw invalid(method, "its result " + result.getType().getTypeName() + " has a type variable");
        }
    }

    private static boolean isPromise(final Class<?> type) {
        return ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                .anyMatch(each -> PROMISES.contains(each.getName()));
    }

    private static Type boxed(final ResolvableType type) {
        final Class<?> raw = type.resolve(Object.class);
        if (raw == void.class || isUnit(raw)) {
            return Void.class;
        }
        return raw.isPrimitive() ? ClassUtils.resolvePrimitiveIfNecessary(raw) : concrete(type);
    }

    /** The type with what type variables stand for in the class of the bean. */
    private static Type concrete(final ResolvableType type) {
        if (type.getType() instanceof Class<?> || type.isArray()) {
            return type.getType();
        }
        final Class<?> raw = type.resolve(Object.class);
        return type.hasGenerics()
                ? ResolvableType.forClassWithGenerics(
                                raw,
                                Arrays.stream(type.getGenerics())
                                        .map(HandlerSignature::concrete)
                                        .map(ResolvableType::forType)
                                        .toArray(ResolvableType[]::new))
                        .getType()
                : raw;
    }

    /** True of Kotlin's word for no result, which a method returns where one of a generic supertype does. */
    static boolean isUnit(final Type type) {
        return type.getTypeName().equals("kotlin.Unit");
    }

    private static InvalidJobHandlerException invalid(final Method method, final String why) {
        return new InvalidJobHandlerException(describe(method) + " cannot handle jobs: " + why + ".", RULE);
    }

    static String describe(final Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName() + "("
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
