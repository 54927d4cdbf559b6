package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.spring.handler.HandlerMethod;
import dev.jobs.spring.handler.HandlerMethods;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Tells a native image of the handler methods that the worker calls by reflection, and of their payloads and results, which the JSON mapper
 * reads and writes. Types of {@code TypedHandler} beans are not seen here: an application registers these itself.
 */
final class HandlerHints implements BeanFactoryInitializationAotProcessor {
    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            final ConfigurableListableBeanFactory beans) {
        final Collection<HandlerMethod> handlers = HandlerMethods.of(beans).values();
        return handlers.isEmpty() ? null : new Contribution(handlers);
    }

    /** The hints of some handler methods. */
    private record Contribution(Collection<HandlerMethod> handlers)
            implements BeanFactoryInitializationAotContribution {
        @Override
        public void applyTo(final GenerationContext generation, final BeanFactoryInitializationCode code) {
            final RuntimeHints hints = generation.getRuntimeHints();
            for (final HandlerMethod handler : handlers) {
                hints.reflection().registerMethod(handler.method(), ExecutableMode.INVOKE);
                new BindingReflectionHintsRegistrar()
                        .registerReflectionHints(
                                hints.reflection(),
                                handler.signature().payload(),
                                handler.signature().result());
            }
        }
    }
}
