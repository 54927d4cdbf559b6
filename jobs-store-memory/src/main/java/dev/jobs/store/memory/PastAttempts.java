package dev.jobs.store.memory;

import dev.jobs.JobId;
import dev.jobs.store.PastAttempt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The attempts that have ended, of the jobs that have any to tell of. Guarded by the store's lock. */
final class PastAttempts {
    private final Map<JobId, Deque<PastAttempt>> byJob = new HashMap<>();

    /** Adds the attempt of a job that is about to leave it, with the name of its worker. */
    void add(final Entry entry, final String worker, final long now, final UnaryOperator<PastAttempt.Builder> ended) {
        final PastAttempt.Builder attempt = PastAttempt.builder(entry.attempt, entry.lease)
                .worker(worker)
                .times(Entry.instant(entry.startedAt), Entry.instant(Math.max(entry.updatedAt, now)));
        if (entry.isStopping()) {
            // Until now its cancel was the last change of it that can be seen.
            attempt.cancelledAt(Optional.of(Entry.instant(entry.updatedAt)));
        }
        final Deque<PastAttempt> attempts = byJob.computeIfAbsent(entry.id, id -> new ArrayDeque<>());
        attempts.add(ended.apply(attempt).build());
        if (attempts.size() > PastAttempt.MOST_KEPT) {
            attempts.remove();
        }
    }

    List<PastAttempt> of(final JobId id) {
        final Deque<PastAttempt> attempts = byJob.get(id);
        return attempts == null ? List.of() : List.copyOf(attempts);
    }

    void remove(final JobId id) {
        byJob.remove(id);
    }
}
