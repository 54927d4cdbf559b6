package dev.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.internal.JsonText;
import dev.jobs.internal.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A type of job with the Java types of its payload and result, shared by those who submit such jobs and those who
 * handle them. Immutable and safe to share, as long as its mapper is not reconfigured.
 *
 * <p>Fields of a payload or result that its Java type does not have are ignored, so that an older version reads what a
 * newer one wrote, until {@link #withMapper} says otherwise.
 *
 * @param <P> the payload's type
 * @param <R> the result's type; {@link Void} for jobs that return nothing
 */
public final class JobType<P, R> {
    /** It reads all that a request may have. */
    private static final ObjectMapper STANDARD = JsonMapper.builder(JsonText.FACTORY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final int MAX_NAME = 200;

    private final String name;
    private final JavaType payloadType;
    private final JavaType resultType;
    private final ObjectMapper mapper;
    private final List<Stage> stages;

    private JobType(
            final String name,
            final JavaType payloadType,
            final JavaType resultType,
            final ObjectMapper mapper,
            final List<Stage> stages) {
        this.name = Text.name("a job's type", requireNonNull(name, "name"), MAX_NAME);
        this.payloadType = payloadType;
        this.resultType = resultType;
        this.mapper = mapper;
        this.stages = stages;
    }

    /** A type by its name and the classes of its payload and result. */
    public static <P, R> JobType<P, R> of(final String name, final Class<P> payload, final Class<R> result) {
        return new JobType<>(
                name, STANDARD.constructType(payload), STANDARD.constructType(result), STANDARD, List.of());
    }

    /** A type by its name and the generic types of its payload and result. */
    public static <P, R> JobType<P, R> of(
            final String name, final TypeReference<P> payload, final TypeReference<R> result) {
        return new JobType<>(
                name, STANDARD.constructType(payload), STANDARD.constructType(result), STANDARD, List.of());
    }

    /** The same type, mapped by the given mapper instead of a plain one: for times, Kotlin classes and the like. */
    public JobType<P, R> withMapper(final ObjectMapper own) {
        return new JobType<>(name, payloadType, resultType, requireNonNull(own, "own"), stages);
    }

    /**
     * The same type, whose handlers go through these stages, in this order: who watches such a job sees all of them, and
     * how far it has come on the whole. A handler may leave stages out, and say others.
     *
     * @throws IllegalArgumentException if there are more than 50, or two of one name
     */
    public JobType<P, R> withStages(final Stage... declared) {
        return new JobType<>(name, payloadType, resultType, mapper, Stage.checked(List.of(declared)));
    }

    /** The name under which jobs of this type are submitted and handled. */
    public String name() {
        return name;
    }

    /** The stages that its handlers go through, in their order; empty if none are declared. */
    public List<Stage> stages() {
        return stages;
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
        return JobRequest.builder(name, write("payload", payload)).stages(stages);
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
                        + " was not read: polls and lists leave it out, JobStore.find has it"));
        return read("payload", job, json, payloadType);
    }

    /**
     * The result of a job of this type; empty if the job is not complete or its handler returned nothing.
     *
     * @throws IllegalArgumentException if its JSON does not fit the result's Java type
     */
    public Optional<R> result(final Job job) {
        return job.result().map(json -> this.<R>read("result", job, json, resultType));
    }

    /**
     * The result of a job of this type, from the {@code result} of its poll answer. A value that is no object stands in one
     * there, as {@code {"value": …}}, and is read out of it. A Java type that may be an object or not, such as {@code Object}, is
     * read as it stands.
     *
     * @throws IllegalArgumentException if the JSON does not fit the result's Java type
     */
    public R polledResult(final String json) {
        try (JsonParser parser = ResultShape.parser(mapper, resultType, requireNonNull(json, "json"))) {
            return mapper.readValue(parser, resultType);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the result of a job of type \"" + name + "\" cannot be read as " + resultType.toCanonical() + ": "
                            + e.getOriginalMessage(),
                    e);
        } catch (final IOException e) {
            throw new UncheckedIOException("a text cannot be read", e);
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
            return mapper.writeValueAsString(value);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the " + what + " of a job of type \"" + name + "\" cannot be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    // The callers hold the Java type that belongs to T; Jackson's JavaType cannot carry it.
    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> T read(final String what, final Job job, final String json, final JavaType type) {
        try {
            return mapper.readValue(json, type);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the " + what + " of job " + job.id() + " of type \"" + name + "\" cannot be read as "
                            + type.toCanonical() + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
