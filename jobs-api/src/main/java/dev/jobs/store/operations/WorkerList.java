package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The workers that live. Immutable.
 *
 * @param at the time of the answer, by the store's clock
 * @param workers those that have lived longest first, at most {@link #MOST_WORKERS}; with at most {@link #MOST_JOBS} jobs in all, those
 *     that were started first
 */
public record WorkerList(Instant at, List<LiveWorker> workers) {
    /** The highest number of workers that are told of. */
    public static final int MOST_WORKERS = 1_000;

    /** The highest number of jobs that are told of. */
    public static final int MOST_JOBS = 10_000;

    public WorkerList {
        requireNonNull(at, "at");
        workers = List.copyOf(workers);
    }
}
