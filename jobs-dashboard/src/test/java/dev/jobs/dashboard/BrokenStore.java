package dev.jobs.dashboard;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.WorkerList;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that goes out of reach, or cuts searches and histories off, while a test wants it to, and counts its overviews and polls. Safe to share between threads. */
final class BrokenStore extends ForwardingJobStore {
    private final AtomicInteger overviews = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private volatile int lastPolled;
    private volatile boolean isBroken;
    private volatile boolean isCuttingOff;
    private volatile Optional<Duration> reach = Optional.empty();

    BrokenStore(final JobStore delegate) {
        super(delegate);
    }

    void breakDown() {
        isBroken = true;
    }

    /** Ends searches from now on as their bound of time does. */
    void cutOffSearches() {
        isCuttingOff = true;
    }

    /** Lets the history go back for no longer than this. */
    void cutOffHistory(final Duration time) {
        reach = Optional.of(time);
    }

    int overviews() {
        return overviews.get();
    }

    int polls() {
        return polls.get();
    }

    /** The number of jobs that the last poll was for. */
    int lastPolled() {
        return lastPolled;
    }

    private void requireReachable() {
        if (isBroken) {
            throw new JobStoreUnavailableException("the test has broken it", new IllegalStateException("broken"));
        }
    }

    @Override
    public Overview overview() {
        overviews.incrementAndGet();
        requireReachable();
        return super.overview();
    }

    @Override
    public History history(final HistoryQuery query) {
        requireReachable();
        final History history = super.history(query);
        return reach.map(time -> new History(query.range().until().minus(time), history.activities()))
                .orElse(history);
    }

    @Override
    public WorkerList workers() {
        requireReachable();
        return super.workers();
    }

    @Override
    public Optional<LiveWorker> workerOf(final JobId id) {
        requireReachable();
        return super.workerOf(id);
    }

    @Override
    public List<LimitUse> limits() {
        requireReachable();
        return super.limits();
    }

    @Override
    public FoundJobs search(final JobSearch search) {
        requireReachable();
        final FoundJobs found = super.search(search);
        return isCuttingOff ? FoundJobs.cutOff(found.jobs(), "further") : found;
    }

    @Override
    public Failures failures(final Instant since) {
        requireReachable();
        return super.failures(since);
    }

    @Override
    public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        polls.incrementAndGet();
        lastPolled = ids.size();
        requireReachable();
        return super.poll(ids);
    }
}
