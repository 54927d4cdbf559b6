package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.RerunOutcome;
import dev.jobs.SubmitOutcome;
import dev.jobs.Subscription;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.operations.DeleteOutcome;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import dev.jobs.store.operations.RerunStep;
import dev.jobs.store.operations.WorkerList;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A store that passes each call on to another one: the base of those that add something, such as a span for each submission. A
 * subclass overrides what it changes; {@link #submit(List)} is the one way in which new requests come, {@link #rerun} and {@link
 * #rerunAll} submit old ones again.
 *
 * <p>An {@linkplain #ability ability} that the subclass does not have is the other store's, which the subclass does not see then. As safe
 * to share between threads as the other store is. A method that the faces of a store gain later is passed on as well.
 */
public abstract class ForwardingJobStore implements JobStore {
    private final JobStore delegate;

    protected ForwardingJobStore(final JobStore delegate) {
        this.delegate = requireNonNull(delegate, "delegate");
    }

    /** The other store. */
    protected final JobStore delegate() {
        return delegate;
    }

    @Override
    public <T> Optional<T> ability(final Class<T> ability) {
        return requireNonNull(ability, "ability").isInstance(this)
                ? Optional.of(ability.cast(this))
                : delegate.ability(ability);
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return delegate.submit(requests);
    }

    @Override
    public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        return delegate.submit(requests, whenFull);
    }

    @Override
    public Map<JobId, Job> find(final Collection<JobId> ids) {
        return delegate.find(ids);
    }

    @Override
    public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        return delegate.poll(ids);
    }

    @Override
    public CancelOutcome cancel(final JobId id) {
        return delegate.cancel(id);
    }

    @Override
    public List<Job> list(final JobQuery query) {
        return delegate.list(query);
    }

    @Override
    public RerunOutcome rerun(final JobId id) {
        return delegate.rerun(id);
    }

    @Override
    public Optional<JobLog> log(final JobId id, final long after, final int limit) {
        return delegate.log(id, after, limit);
    }

    @Override
    public Map<JobId, Long> newestLogLines(final Collection<JobId> ids) {
        return delegate.newestLogLines(ids);
    }

    @Override
    public Subscription subscribe(final Consumer<JobSignal> listener) {
        return delegate.subscribe(listener);
    }

    @Override
    public Subscription subscribe(final Set<Class<? extends JobSignal>> kinds, final Consumer<JobSignal> listener) {
        return delegate.subscribe(kinds, listener);
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        return delegate.claim(request);
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> reports) {
        return delegate.report(reports);
    }

    @Override
    public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
        return delegate.heartbeat(heartbeat);
    }

    @Override
    public List<RecoveredJob> recover() {
        return delegate.recover();
    }

    @Override
    public int prune(final Duration olderThan, final int limit) {
        return delegate.prune(olderThan, limit);
    }

    @Override
    public Overview overview() {
        return delegate.overview();
    }

    @Override
    public WorkerList workers() {
        return delegate.workers();
    }

    @Override
    public Optional<LiveWorker> workerOf(final JobId id) {
        return delegate.workerOf(id);
    }

    @Override
    public Optional<PastWait> pastWait(final JobId id) {
        return delegate.pastWait(id);
    }

    @Override
    public FoundJobs search(final JobSearch search) {
        return delegate.search(search);
    }

    @Override
    public Failures failures(final Instant since) {
        return delegate.failures(since);
    }

    @Override
    public History history(final HistoryQuery query) {
        return delegate.history(query);
    }

    @Override
    public RerunStep rerunAll(final JobSearch search) {
        return delegate.rerunAll(search);
    }

    @Override
    public DeleteOutcome delete(final JobId id) {
        return delegate.delete(id);
    }

    @Override
    public List<PastAttempt> attempts(final JobId id) {
        return delegate.attempts(id);
    }

    @Override
    public Pause pause(final PauseRequest request) {
        return delegate.pause(request);
    }

    @Override
    public Optional<Pause> resume(final PauseTarget target) {
        return delegate.resume(target);
    }

    @Override
    public List<Pause> pauses() {
        return delegate.pauses();
    }

    @Override
    public void orderQueue(final String queue, final QueueOrder order) {
        delegate.orderQueue(queue, order);
    }

    @Override
    public QueueOrder queueOrder(final String queue) {
        return delegate.queueOrder(queue);
    }

    @Override
    public void setLimit(final Limit limit) {
        delegate.setLimit(limit);
    }

    @Override
    public boolean setDefaultLimit(final Limit limit) {
        return delegate.setDefaultLimit(limit);
    }

    @Override
    public Optional<Limit> removeLimit(final String name) {
        return delegate.removeLimit(name);
    }

    @Override
    public List<LimitUse> limits() {
        return delegate.limits();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
