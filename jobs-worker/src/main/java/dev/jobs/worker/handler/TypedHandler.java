package dev.jobs.worker.handler;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobType;

/**
 * A handler together with the type of the jobs that it does: one value, for programs and frameworks that collect handlers and
 * give them to a worker. Immutable; as safe to share between threads as the handler is.
 *
 * @param <P> the payload's type
 * @param <R> the result's type
 * @param type the type of the jobs
 * @param handler does the work of these jobs
 */
public record TypedHandler<P, R>(JobType<P, R> type, JobHandler<P, R> handler) {
    public TypedHandler {
        requireNonNull(type, "type");
        requireNonNull(handler, "handler");
    }

    /**
     * The handler of a type.
     *
     * @param <P> the payload's type
     * @param <R> the result's type
     */
    public static <P, R> TypedHandler<P, R> of(final JobType<P, R> type, final JobHandler<P, R> handler) {
        return new TypedHandler<>(type, handler);
    }

    /** Names the type alone. */
    @Override
    public String toString() {
        return "TypedHandler[" + type.name() + "]";
    }
}
