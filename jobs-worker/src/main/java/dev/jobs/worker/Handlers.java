package dev.jobs.worker;

import dev.jobs.JobType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The handlers of a worker, by the names of their types. Immutable. */
final class Handlers {
    private final Map<String, Handler<?, ?>> byType;

    Handlers(final Map<String, Handler<?, ?>> byType) {
        this.byType = Map.copyOf(byType);
    }

    /** A type, and what does its work. */
    record Handler<P, R>(JobType<P, R> type, JobHandler<P, R> work) {
        private Optional<String> run(final Attempt attempt) throws Exception {
            final P payload = type.payload(attempt.job());
            return Optional.ofNullable(work.handle(new AttemptContext<>(attempt, payload)))
                    .map(type::resultJson);
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
                .run(attempt);
    }
}
