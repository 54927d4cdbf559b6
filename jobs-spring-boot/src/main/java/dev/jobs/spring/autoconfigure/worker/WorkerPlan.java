package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.JsonMapping;
import dev.jobs.spring.WorkerCustomizer;
import dev.jobs.spring.handler.HandlerMethod;
import dev.jobs.spring.handler.HandlerMethodCall;
import dev.jobs.spring.handler.HandlerMethods;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.WorkerSettings;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.listener.WorkerListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Puts the application's worker together from the beans that there are. */
final class WorkerPlan {
    private final ConfigurableListableBeanFactory beans;
    private final JsonMapping mapping;
    private final WorkerSettings settings;

    WorkerPlan(final ConfigurableListableBeanFactory beans, final JsonMapping mapping, final WorkerSettings settings) {
        this.beans = beans;
        this.mapping = mapping;
        this.settings = settings;
    }

    /** The worker, ready to start; empty if there is no handler. */
    Optional<Worker.Builder> worker() {
        final Map<String, TypedHandler<?, ?>> handlers = handlers();
        if (handlers.isEmpty()) {
            return Optional.empty();
        }
        final Worker.Builder worker =
                Worker.builder(beans.getBean(JobStore.class)).settings(settings);
        add(handlers, worker);
        return Optional.of(worker);
    }

    /** Gives a worker of somebody else's the handlers and hooks of this application. */
    void addTo(final Worker.Builder worker) {
        add(handlers(), worker);
    }

    private void add(final Map<String, TypedHandler<?, ?>> handlers, final Worker.Builder worker) {
        handlers.values().forEach(worker::handle);
        beans.getBeanProvider(HandlerInterceptor.class).orderedStream().forEach(worker::interceptor);
        beans.getBeanProvider(WorkerListener.class).orderedStream().forEach(worker::listener);
        beans.getBeanProvider(WorkerCustomizer.class).orderedStream().forEach(each -> each.customize(worker));
    }

    private Map<String, TypedHandler<?, ?>> handlers() {
        final Map<String, TypedHandler<?, ?>> handlers = new LinkedHashMap<>();
        final Map<String, String> descriptions = new LinkedHashMap<>();
        for (final HandlerMethod method : HandlerMethods.of(beans).values()) {
            PayloadCheck.check(method, mapping);
            handlers.put(
                    method.typeName(),
                    TypedHandler.of(
                            method.type(mapping, beans::resolveEmbeddedValue),
                            HandlerMethodCall.of(beans.getBean(method.beanName()), method)));
            descriptions.put(method.typeName(), method.description());
        }
        beans.getBeansOfType(TypedHandler.class).forEach((name, handler) -> {
            final String type = handler.type().name();
            final String description = "the bean " + name;
            final String other = descriptions.putIfAbsent(type, description);
            if (other != null) {
                throw HandlerMethods.twice(type, other, description);
            }
            handlers.put(type, handler);
        });
        return handlers;
    }
}
