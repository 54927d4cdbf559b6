package dev.jobs;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.JsonText;
import dev.jobs.internal.Text;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A type of job with the Java types of its payload and result, shared by those who submit such jobs and those who
 * handle them. Immutable and safe to share.
 *
 * <p>Fields of a payload or result that its Java type does not have are ignored, so that an older version reads what a
 * newer one wrote, until {@link #withMapping} says otherwise.
 *
 * @param <P> the payload's type
 * @param <R> the result's type; {@link Void} for jobs that return nothing
 */
public final class JobType<P, R> {
    private static final int MAX_NAME = 200;

    private final String name;
    private final Type payloadType;
    private final Type resultType;
    private final JsonMapping mapping;
    private final List<Stage> stages;
    private final AttemptLimits limits;
    private final Set<String> limitKeys;

    private JobType(
            final String name,
            final Type payloadType,
            final Type resultType,
            final JsonMapping mapping,
            final List<Stage> stages,
            final AttemptLimits limits,
            final Set<String> limitKeys) {
        this.name = Text.name("a job's type", requireNonNull(name, "name"), MAX_NAME);
        this.payloadType = payloadType;
        this.resultType = resultType;
        this.mapping = mapping;
        this.stages = stages;
        this.limits = limits;
        this.limitKeys = limitKeys;
    }

    /** A type by its name and the classes of its payload and result. */
    public static <P, R> JobType<P, R> of(final String name, final Class<P> payload, final Class<R> result) {
        return new JobType<>(
                name,
                requireNonNull(payload, "payload"),
                requireNonNull(result, "result"),
                JsonMapping.standard(),
                List.of(),
                AttemptLimits.NONE,
                Set.of());
    }

    /** A type by its name and the generic types of its payload and result. */
    public static <P, R> JobType<P, R> of(
            final String name, final GenericType<P> payload, final GenericType<R> result) {
        return new JobType<>(
                name, payload.type(), result.type(), JsonMapping.standard(), List.of(), AttemptLimits.NONE, Set.of());
    }

    /** The same type, whose payloads and results are written and read by the given mapping. */
    public JobType<P, R> withMapping(final JsonMapping own) {
        return new JobType<>(name, payloadType, resultType, requireNonNull(own, "own"), stages, limits, limitKeys);
    }

    /**
     * The same type, whose handlers go through these stages, in this order: who watches such a job sees all of them, and
     * how far it has come on the whole. A handler may leave stages out, and say others.
     *
     * @throws IllegalArgumentException if there are more than 50, or two of one name
     */
    public JobType<P, R> withStages(final Stage... declared) {
        return new JobType<>(
                name, payloadType, resultType, mapping, Stage.checked(List.of(declared)), limits, limitKeys);
    }

    /** The same type, whose requests have these limits of time, until a request sets its own. */
    public JobType<P, R> withLimits(final AttemptLimits own) {
        return new JobType<>(name, payloadType, resultType, mapping, stages, requireNonNull(own, "own"), limitKeys);
    }

    /**
     * The same type, whose requests count against {@linkplain dev.jobs.store.operations.Limit limits} under these keys, until a request
     * sets its own.
     *
     * @throws IllegalArgumentException if there are more than 4, or if one cannot be a key
     */
    public JobType<P, R> withLimitKeys(final String... keys) {
        return new JobType<>(
                name, payloadType, resultType, mapping, stages, limits, RequestCheck.limitKeys(List.of(keys)));
    }

    /** The name under which jobs of this type are submitted and handled. */
    public String name() {
        return name;
    }

    /** The stages that its handlers go through, in their order; empty if none are declared. */
    public List<Stage> stages() {
        return stages;
    }

    /** The limits of time that its requests have until they set their own. */
    public AttemptLimits limits() {
        return limits;
    }

    /** The limit keys that its requests have until they set their own. */
    public Set<String> limitKeys() {
        return limitKeys;
    }

    /**
     * A request for a job of this type, with the defaults of {@link JobRequest.Builder}.
     *
     * @throws IllegalArgumentException if the payload cannot be written as JSON
     */
    public JobRequest request(final P payload) {
        return requestBuilder(payload).build();
    }

    /**
     * Begins a request for a job of this type.
     *
     * @throws IllegalArgumentException if the payload cannot be written as JSON
     */
    public JobRequest.Builder requestBuilder(final P payload) {
        return JobRequest.builder(name, write("payload", payload))
                .stages(stages)
                .limits(limits)
                .limitKeys(limitKeys);
    }

    /**
     * The payload of a job of this type.
     *
     * @throws IllegalArgumentException if its JSON does not fit the payload's Java type
     * @throws IllegalStateException if the job was polled or listed, and so has none
     */
    public P payload(final Job job) {
        final String json = job.payload()
                .orElseThrow(() -> new IllegalStateException("the payload of job " + job.id()
                        + " was not read: polls and lists leave it out, Jobs.find has it"));
        return read(() -> "the payload of job " + job.id(), json, payloadType);
    }

    /**
     * The result of a job of this type; empty if the job is not complete or its handler returned nothing.
     *
     * @throws IllegalArgumentException if its JSON does not fit the result's Java type
     */
    public Optional<R> result(final Job job) {
        return job.result().map(json -> this.<R>read(() -> "the result of job " + job.id(), json, resultType));
    }

    /**
     * The result of a job of this type, from the {@code result} of its poll answer. A value that is no object stands in one
     * there, as {@code {"value": …}}, and is read out of it. A Java type that may be an object or not, such as {@code Object}, is
     * read as it stands.
     *
     * @throws IllegalArgumentException if the JSON does not fit the result's Java type
     */
    public R polledResult(final String json) {
        final Optional<String> wrapped = JsonText.wrappedValue(requireNonNull(json, "json"));
        return wrapped.isEmpty() || standsAsItIs(json)
                ? read(() -> "the result of a job", json, resultType)
                : read(() -> "the result of a job", wrapped.get(), resultType);
    }

    /** True if the Java type is itself written as an object, so that an object with a field of this name is the result. */
    private boolean standsAsItIs(final String json) {
        try {
            final Object value = mapping.read(json, resultType);
            return value != null && JsonText.isObject(mapping.write(value));
        } catch (final IllegalArgumentException e) { // it does not fit as it stands
            return false;
        }
    }

    /**
     * A result as JSON.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    public String resultJson(final R result) {
        return write("result", result);
    }

    private String write(final String what, final Object value) {
        try {
            return mapping.write(value);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the " + what + " of a job of type \"" + name + "\" cannot be written as JSON: " + e.getMessage(),
                    e);
        }
    }

    // The callers hold the Java type that belongs to T; a Type cannot carry it. JSON's null is a value of it, where it
    // has one.
    @SuppressWarnings({"TypeParameterUnusedInFormals", "unchecked", "NullAway"})
    private <T> T read(final Supplier<String> what, final String json, final Type type) {
        try {
            return (T) mapping.read(json, type);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    what.get() + " of type \"" + name + "\" cannot be read as " + type.getTypeName() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
