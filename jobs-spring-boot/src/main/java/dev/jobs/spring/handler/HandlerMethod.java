package dev.jobs.spring.handler;

import dev.jobs.AttemptLimits;
import dev.jobs.GenericType;
import dev.jobs.JobType;
import dev.jobs.JsonMapping;
import dev.jobs.Stage;
import dev.jobs.spring.JobHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;

/**
 * A method that handles the jobs of one type, as its bean's class declares it. Immutable.
 *
 * @param beanName the name of the bean
 * @param method the method
 * @param annotation has the type's name, its stages and limits
 * @param signature has the Java types of payload and result
 */
public record HandlerMethod(String beanName, Method method, JobHandler annotation, HandlerSignature signature) {
    /** The name of the jobs' type. */
    public String typeName() {
        return annotation.value();
    }

    /**
     * The type of its jobs.
     *
     * @param mapping reads their payloads and writes their results
     * @param placeholders replaces placeholders by the properties that they name
     * @throws InvalidJobHandlerException if the annotation's values are out of their range
     */
    public JobType<Object, Object> type(final JsonMapping mapping, final UnaryOperator<String> placeholders) {
        try {
            return JobType.of(typeName(), generic(signature.payload()), generic(signature.result()))
                    .withMapping(mapping)
                    .withStages(stages())
                    .withLimits(limits(placeholders))
                    .withLimitKeys(
                            Stream.of(annotation.limitKeys()).map(placeholders).toArray(String[]::new));
        } catch (final IllegalArgumentException e) {
            throw new InvalidJobHandlerException(
                    "@JobHandler of " + description() + " cannot be used: " + e.getMessage(),
                    "Change the annotation as the message says.",
                    e);
        }
    }

    private Stage[] stages() {
        final String[] names = annotation.stages();
        final double[] weights = annotation.stageWeights();
        if (weights.length > 0 && weights.length != names.length) {
            throw new IllegalArgumentException(
                    "the number of its stages is " + names.length + ", but that of their weights " + weights.length);
        }
        return IntStream.range(0, names.length)
                .mapToObj(at -> weights.length == 0
                        ? Stage.of(names[at])
                        : Stage.of(names[at]).withWeight(weights[at]))
                .toArray(Stage[]::new);
    }

    private AttemptLimits limits(final UnaryOperator<String> placeholders) {
        AttemptLimits limits = AttemptLimits.NONE;
        if (!annotation.timeLimit().isEmpty()) {
            limits = limits.withTimeLimit(duration(annotation.timeLimit(), placeholders));
        }
        if (!annotation.silenceLimit().isEmpty()) {
            limits = limits.withSilenceLimit(duration(annotation.silenceLimit(), placeholders));
        }
        return annotation.atLimit() == AttemptLimits.AtLimit.FAIL ? limits.failingForGood() : limits;
    }

    private static Duration duration(final String text, final UnaryOperator<String> placeholders) {
        return DurationStyle.detectAndParse(placeholders.apply(text));
    }

    /** The method as a message names it. */
    public String description() {
        return HandlerSignature.describe(method);
    }

    // Payloads and results of any type are objects, and nothing but the mapping looks at them.
    @SuppressWarnings("unchecked")
    private static GenericType<Object> generic(final Type type) {
        return (GenericType<Object>) GenericType.of(type);
    }
}
