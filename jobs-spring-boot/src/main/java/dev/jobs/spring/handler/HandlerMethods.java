package dev.jobs.spring.handler;

import dev.jobs.spring.JobHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/** Finds the {@link JobHandler} methods of all beans by their classes, without making any bean. */
public final class HandlerMethods {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerMethods.class);

    private HandlerMethods() {}

    /**
     * The handler methods of the beans that are defined or registered by now, by the names of their types.
     *
     * @throws InvalidJobHandlerException if a signature is none of a handler, or two methods have one type
     */
    public static Map<String, HandlerMethod> of(final ConfigurableListableBeanFactory beans) {
        final Map<String, HandlerMethod> found = new LinkedHashMap<>();
        for (final String name : beans.getBeanNamesForType(Object.class, true, false)) {
            if (!ScopedProxyUtils.isScopedTarget(name)) {
                beanClass(beans, name).ifPresent(type -> of(name, type).forEach(method -> add(found, method)));
            }
        }
        return found;
    }

    private static void add(final Map<String, HandlerMethod> found, final HandlerMethod method) {
        final HandlerMethod other = found.putIfAbsent(method.typeName(), method);
        if (other != null) {
            throw twice(method.typeName(), other.description(), method.description());
        }
    }

    /** The failure of an application in which a type has two handlers. */
    public static InvalidJobHandlerException twice(final String type, final String one, final String other) {
        return new InvalidJobHandlerException(
                "Jobs of type \"" + type + "\" have two handlers: " + one + " and " + other + ".",
                "Give each of them a type of its own, or remove one.");
    }

    /** The class of a bean as it is written, behind its proxies. */
    private static Optional<Class<?>> beanClass(final ConfigurableListableBeanFactory beans, final String name) {
        final Object made = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
        final Class<?> type = made == null || made instanceof FactoryBean<?>
                ? beans.getType(name, false)
                : AopProxyUtils.ultimateTargetClass(made);
        return Optional.ofNullable(type).map(ClassUtils::getUserClass);
    }

    private static List<HandlerMethod> of(final String beanName, final Class<?> type) {
        final List<HandlerMethod> methods = new ArrayList<>();
        annotated(type)
                .forEach((method, annotation) -> methods.add(
                        new HandlerMethod(beanName, method, annotation, HandlerSignature.of(method, type))));
        return methods;
    }

    private static Map<Method, JobHandler> annotated(final Class<?> type) {
        if (!AnnotationUtils.isCandidateClass(type, JobHandler.class)) {
            return Map.of();
        }
        try {
            return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<JobHandler>)
                    method -> AnnotatedElementUtils.findMergedAnnotation(method, JobHandler.class));
        } catch (final LinkageError e) { // a bean with methods of classes that are not there, which Spring lets pass
            LOG.debug("The methods of {} cannot be read", type, e);
            return Map.of();
        }
    }
}
