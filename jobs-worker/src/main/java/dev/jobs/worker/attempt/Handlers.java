package dev.jobs.worker.attempt;

import dev.jobs.JobType;
import dev.jobs.worker.handler.JobHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handlers of a worker, by the names of their types. Immutable. */
public final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private final Map<String, Handler<?, ?>> byType;
    private final Duration unreadableGrace;

    /** @param unreadableGrace how long a job that cannot be read waits for another worker */
    public Handlers(final Map<String, Handler<?, ?>> byType, final Duration unreadableGrace) {
        this.byType = Map.copyOf(byType);
        this.unreadableGrace = unreadableGrace;
    }

    /** A type, and what does its work. */
    public record Handler<P, R>(JobType<P, R> type, JobHandler<P, R> work) {
        private Optional<String> run(final Attempt attempt, final Duration unreadableGrace) throws Exception {
            final P payload = payload(attempt, unreadableGrace);
            return Optional.ofNullable(work.handle(new AttemptContext<>(attempt, payload)))
                    .map(result -> json(attempt, result));
        }

        private P payload(final Attempt attempt, final Duration unreadableGrace) throws UnreadablePayloadException {
            try {
                return type.payload(attempt.job());
            } catch (final RuntimeException | LinkageError e) {
                throw new UnreadablePayloadException(e, unreadableGrace);
            }
        }

        private String json(final Attempt attempt, final R result) {
            try {
                return type.resultJson(result);
            } catch (final IllegalArgumentException e) {
                LOG.error("The result of {} cannot be written as JSON", attempt.job(), e);
                throw new IllegalArgumentException("The result of this job could not be stored.", e);
            }
        }
    }

    Set<String> types() {
        return byType.keySet();
    }

    /** Does the work of an attempt; its result as JSON. */
    Optional<String> run(final Attempt attempt) throws Exception {
        final String type = attempt.job().type();
        return Optional.<Handler<?, ?>>ofNullable(byType.get(type))
                .orElseThrow(() -> new IllegalStateException(
                        "This worker has no handler for jobs of type \"" + type + "\", and asked for none."))
                .run(attempt, unreadableGrace);
    }
}
