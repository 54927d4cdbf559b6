package dev.jobs.store.memory;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.store.IdempotencyConflictException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All jobs, by their ids and by their idempotency keys. Guarded by the store's lock. */
final class Entries {
    private final Map<JobId, Entry> byId = new HashMap<>();
    private final NavigableMap<JobId, Entry> inOrder = new TreeMap<>();
    private final Map<Submission, Entry> bySubmission = new HashMap<>();
    private long lastSeq;

    /** The scope in which an idempotency key is unique. */
    private record Submission(Optional<String> owner, String key) {
        static Optional<Submission> of(final JobRequest request) {
            return request.idempotencyKey().map(key -> new Submission(request.owner(), key));
        }

        static Optional<Submission> of(final Entry entry) {
            return Optional.ofNullable(entry.idempotencyKey)
                    .map(key -> new Submission(Optional.ofNullable(entry.owner), key));
        }
    }

    @Nullable
    Entry get(final JobId id) {
        return byId.get(id);
    }

    /**
     * Adds a job for each request that repeats none, and gives the ids of all.
     *
     * @param added is told of each new job, when all are there
     * @throws IdempotencyConflictException if a request conflicts with another; nothing is added then
     */
    List<JobId> add(final List<JobRequest> requests, final long now, final Consumer<Entry> added) {
        final List<Entry> all = new ArrayList<>(requests.size());
        final Map<Submission, Entry> submissions = new HashMap<>();
        final List<JobId> ids = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            final JobRequest request = requests.get(i);
            final Optional<Submission> submission = Submission.of(request);
            final Optional<Entry> first = submission.flatMap(key ->
                    Optional.ofNullable(bySubmission.get(key)).or(() -> Optional.ofNullable(submissions.get(key))));
            if (first.isPresent()) {
                requireSame(first.get(), request, i, requests.size());
                ids.add(first.get().id);
            } else {
                final Entry entry = new Entry(JobId.random(), lastSeq + all.size() + 1, request, now);
                submission.ifPresent(key -> submissions.put(key, entry));
                all.add(entry);
                ids.add(entry.id);
            }
        }
        lastSeq += all.size();
        bySubmission.putAll(submissions);
        for (final Entry entry : all) {
            byId.put(entry.id, entry);
            inOrder.put(entry.id, entry);
        }
        all.forEach(added);
        return List.copyOf(ids);
    }

    /** The job that has the idempotency key of this request. */
    Optional<JobId> stored(final JobRequest request) {
        return Submission.of(request).map(bySubmission::get).map(entry -> entry.id);
    }

    /** @throws IdempotencyConflictException if one of these requests has the key of a job, or of another of them, of another type or payload */
    void requireNoConflict(final List<JobRequest> requests) {
        final Map<Submission, Entry> firsts = new HashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            final JobRequest request = requests.get(i);
            final Optional<Submission> submission = Submission.of(request);
            if (submission.isPresent()) {
                final Entry first = firsts.computeIfAbsent(
                        submission.get(),
                        key -> bySubmission.containsKey(key)
                                ? bySubmission.get(key)
                                : new Entry(JobId.random(), 0, request, 0));
                requireSame(first, request, i, requests.size());
            }
        }
    }

    private static void requireSame(final Entry first, final JobRequest request, final int index, final int size) {
        if (!first.type.equals(request.type()) || !request.payload().equals(Optional.of(first.payload))) {
            throw IdempotencyConflictException.of(request, index, size, first.id);
        }
    }

    /** All jobs by their ids. */
    NavigableMap<JobId, Entry> inOrder() {
        return Collections.unmodifiableNavigableMap(inOrder);
    }

    /** A page of jobs, those with the highest ids first. It looks at every job that comes behind the page before. */
    List<Job> list(final JobQuery query) {
        final NavigableMap<JobId, Entry> rest =
                query.after().map(last -> inOrder.headMap(last, false)).orElse(inOrder);
        return rest.descendingMap().values().stream()
                .filter(entry -> matches(query, entry))
                .limit(query.pageSize())
                .map(Entry::toSmallJob)
                .toList();
    }

    private static boolean matches(final JobQuery query, final Entry entry) {
        return (query.owner().isEmpty() || query.owner().get().equals(entry.owner))
                && (query.statuses().isEmpty() || query.statuses().contains(entry.status))
                && (query.types().isEmpty() || query.types().contains(entry.type))
                && (query.queues().isEmpty() || query.queues().contains(entry.queue));
    }

    void remove(final Entry entry) {
        byId.remove(entry.id);
        inOrder.remove(entry.id);
        Submission.of(entry).ifPresent(bySubmission::remove);
    }
}
