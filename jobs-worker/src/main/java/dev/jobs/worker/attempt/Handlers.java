package dev.jobs.worker.attempt;

import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.TypedHandler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handlers of a worker, by the names of their types, with the interceptors around them. Immutable. */
public final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private final Map<String, TypedHandler<?, ?>> byType;
    private final Interceptors interceptors;
    private final Duration unreadableGrace;

    /** @param unreadableGrace how long a job that cannot be read waits for another worker */
    public Handlers(
            final Collection<TypedHandler<?, ?>> handlers,
            final List<HandlerInterceptor> interceptors,
            final Duration unreadableGrace) {
        this.byType = handlers.stream()
                .collect(Collectors.toUnmodifiableMap(handler -> handler.type().name(), Function.identity()));
        this.interceptors = new Interceptors(interceptors);
        this.unreadableGrace = unreadableGrace;
    }

    /** Does the work of an attempt; its result as JSON. */
    Optional<String> run(final Attempt attempt) throws Exception {
        final String type = attempt.job().type();
        return run(
                attempt,
                Optional.<TypedHandler<?, ?>>ofNullable(byType.get(type))
                        .orElseThrow(() -> new IllegalStateException(
                                "This worker has no handler for jobs of type \"" + type + "\", and asked for none.")));
    }

    private <P, R> Optional<String> run(final Attempt attempt, final TypedHandler<P, R> handler) throws Exception {
        final P payload = payload(attempt, handler);
        return interceptors
                .run(new AttemptContext<>(attempt, payload), handler.handler())
                .map(result -> json(attempt, handler, result));
    }

    private <P> P payload(final Attempt attempt, final TypedHandler<P, ?> handler) throws UnreadablePayloadException {
        try {
            return handler.type().payload(attempt.job());
        } catch (final RuntimeException | LinkageError e) {
            throw new UnreadablePayloadException(e, unreadableGrace);
        }
    }

    private static <R> String json(final Attempt attempt, final TypedHandler<?, R> handler, final R result) {
        try {
            return handler.type().resultJson(result);
        } catch (final IllegalArgumentException e) {
            LOG.error("The result of {} cannot be written as JSON", attempt.job(), e);
            throw new IllegalArgumentException("The result of this job could not be stored.", e);
        }
    }
}
