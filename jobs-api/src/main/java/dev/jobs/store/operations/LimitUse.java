package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

/**
 * A limit as it is kept, and what it does at the moment.
 *
 * @param limit the limit
 * @param source who set it
 * @param running the attempts that take its permits: those that run, and those that are being stopped; with a star those of all its keys
 * @param keptBack the due jobs that it keeps back, as far as claims have met them, up to {@link #MOST_COUNTED}; with a star those of all its keys
 */
public record LimitUse(Limit limit, Source source, long running, long keptBack) {
    /** The most jobs that are counted of those that are kept back. */
    public static final int MOST_COUNTED = 1_000;

    /** The one who set a limit. */
    public enum Source {
        /** The code of a service, as a default. */
        CODE,

        /** An operator. */
        OPERATOR
    }

    public LimitUse {
        requireNonNull(limit, "limit");
        requireNonNull(source, "source");
    }
}
