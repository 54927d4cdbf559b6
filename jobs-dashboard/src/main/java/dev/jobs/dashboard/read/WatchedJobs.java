package dev.jobs.dashboard.read;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStore;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.operations.PastWait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The jobs whose pages are open. Once a second, less often if that {@linkplain Rest takes long}, all of them that may still change are
 * polled together; only a job that nobody watched so far is polled alone. Safe to share between threads.
 */
public final class WatchedJobs {
    /** The time for which a job counts as watched after its page has asked for it. */
    private static final long WATCHED_NANOS = 20 * LiveReads.SECOND;

    /** The age at which a job that is done is read again: only what runs it again can still change. */
    private static final long DONE_NANOS = 60 * LiveReads.SECOND;

    private static final int MOST = 200;

    private final JobStore store;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<JobId, Watched> watched = new HashMap<>();
    private Optional<Failure> failure = Optional.empty();
    private long rested;

    private record Failure(RuntimeException fault, long at) {}

    private record Watched(Optional<JobView> view, long readAt, long askedAt) {
        boolean isOld(final long now) {
            final boolean isDone = view.filter(known -> known.answer().isDone()).isPresent();
            return now - readAt >= (isDone ? DONE_NANOS : LiveReads.SECOND);
        }
    }

    /**
     * No watched jobs yet.
     *
     * @param store the store
     * @param ticker the monotonic clock, in nanoseconds
     */
    public WatchedJobs(final JobStore store, final LongSupplier ticker) {
        this.store = store;
        this.ticker = ticker;
        this.rested = ticker.getAsLong();
    }

    /** The job, about a second old at most while it may change; empty: there is none. */
    public Optional<JobView> view(final JobId id) {
        lock.lock();
        try {
            final long now = ticker.getAsLong();
            failure.filter(last -> now - last.at() < LiveReads.SECOND).ifPresent(last -> {
                throw last.fault();
            });
            watched.computeIfPresent(id, (key, known) -> new Watched(known.view(), known.readAt(), now));
            if (now - rested >= 0) {
                readAgain(now);
            }
            if (!watched.containsKey(id)) {
                read(List.of(id), now);
            }
            return Optional.ofNullable(watched.get(id)).flatMap(Watched::view);
        } finally {
            lock.unlock();
        }
    }

    private void readAgain(final long now) {
        watched.values().removeIf(known -> now - known.askedAt() > WATCHED_NANOS);
        final List<JobId> old = new ArrayList<>();
        watched.forEach((id, known) -> {
            if (known.isOld(now)) {
                old.add(id);
            }
        });
        if (!old.isEmpty()) {
            read(old, now);
        }
        final long end = ticker.getAsLong();
        rested = end + Rest.after(end - now);
    }

    private void read(final Collection<JobId> ids, final long now) {
        final Map<JobId, JobPollResponse> polled = polled(ids);
        if (watched.size() + ids.size() > MOST) {
            watched.clear();
        }
        for (final JobId id : ids) {
            // To be read again with others is not to be asked for.
            final long askedAt =
                    Optional.ofNullable(watched.get(id)).map(Watched::askedAt).orElse(now);
            final Optional<JobView> view = Optional.ofNullable(polled.get(id))
                    .map(answer -> JobView.of(answer, attempts(answer), pastWait(answer)));
            watched.put(id, new Watched(view, ticker.getAsLong(), askedAt));
        }
    }

    /** A failure is given to those who ask within a second, so that a store that is down is not asked more often. */
    private Map<JobId, JobPollResponse> polled(final Collection<JobId> ids) {
        try {
            final Map<JobId, JobPollResponse> polled = store.poll(ids);
            failure = Optional.empty();
            return polled;
        } catch (final RuntimeException e) {
            failure = Optional.of(new Failure(e, ticker.getAsLong()));
            throw e;
        }
    }

    private List<PastAttempt> attempts(final JobPollResponse answer) {
        final JobId id = answer.job().id();
        return Optional.ofNullable(watched.get(id))
                .flatMap(Watched::view)
                .filter(view -> view.hasAttemptsOf(answer))
                .map(JobView::attempts)
                .orElseGet(() -> store.attempts(id));
    }

    private Optional<PastWait> pastWait(final JobPollResponse answer) {
        final Job job = answer.job();
        if (job.status() == JobStatus.PENDING || job.startedAt().isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(watched.get(job.id()))
                .flatMap(Watched::view)
                .filter(view -> view.hasAttemptsOf(answer))
                .map(JobView::pastWait)
                .orElseGet(() -> store.pastWait(job.id()));
    }

    /** Lets the next one who asks for this job see an action that was just done. */
    public void forget(final JobId id) {
        lock.lock();
        try {
            watched.remove(id);
        } finally {
            lock.unlock();
        }
    }
}
