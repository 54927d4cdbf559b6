package dev.jobs.store.memory;

import static java.util.Objects.requireNonNull;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.Release;
import dev.jobs.RerunOutcome;
import dev.jobs.SubmitOutcome;
import dev.jobs.Subscription;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.Lease;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.SizeLimits;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
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
import dev.jobs.store.operations.WorkerList;
import dev.jobs.store.support.SignalHub;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in this process's memory: for tests, and for jobs that may vanish with their process. It signals at once.
 *
 * <p>Safe to share between threads: one lock guards all of it, and no call holds it for longer than a few lookups per
 * job named; {@link #list} looks at every job.
 */
public final class MemoryJobStore implements JobStore {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryJobStore.class);

    private static final long SOON_MICROS = Entry.micros(Duration.ofMinutes(1));

    private final InstantSource clock;
    private final LongSupplier ticker;
    private final SizeLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final SignalHub signals =
            new SignalHub((signal, e) -> LOG.warn("A listener failed at {}; it goes on being told.", signal, e));
    private final Transitions transitions = new Transitions();
    private final MemoryPolls polls = new MemoryPolls(transitions);
    private final Entries entries = new Entries();
    private final MemorySubmissions submissions = new MemorySubmissions(entries, transitions);
    private final MemoryReruns reruns = new MemoryReruns(entries, transitions);
    private final MemoryClaims claims = new MemoryClaims(transitions);
    private final MemoryOperations operations = new MemoryOperations(transitions);
    private boolean closed;

    /** An empty store on the system's clock. */
    public MemoryJobStore() {
        this(InstantSource.system());
    }

    /** An empty store on the given clock, and the system's monotonic clock. */
    public MemoryJobStore(final InstantSource clock) {
        this(clock, System::nanoTime);
    }

    /** An empty store on the system's clock, with these limits for payloads and results. */
    public MemoryJobStore(final SizeLimits limits) {
        this(InstantSource.system(), System::nanoTime, limits);
    }

    /**
     * An empty store on the given clock and ticker. A worker is lost when its time to live is over by both: that is what
     * keeps a clock that jumps from giving live leases away.
     *
     * @param ticker nanoseconds since any moment, which never run backwards
     */
    public MemoryJobStore(final InstantSource clock, final LongSupplier ticker) {
        this(clock, ticker, SizeLimits.defaults());
    }

    /** An empty store on the given clock and ticker, with these limits for payloads and results. */
    public MemoryJobStore(final InstantSource clock, final LongSupplier ticker, final SizeLimits limits) {
        this.clock = requireNonNull(clock, "clock");
        this.ticker = requireNonNull(ticker, "ticker");
        this.limits = requireNonNull(limits, "limits");
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        final List<JobRequest> checked = List.copyOf(requests);
        limits.requireFitting(checked);
        return changing(now -> entries.add(checked, now, entry -> transitions.submitted(entry, now)));
    }

    @Override
    public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        final List<JobRequest> checked = List.copyOf(requests);
        requireNonNull(whenFull, "whenFull");
        limits.requireFitting(checked);
        return changing(now -> submissions.submit(checked, whenFull, now));
    }

    @Override
    public Map<JobId, Job> find(final Collection<JobId> ids) {
        final Set<JobId> wanted = Set.copyOf(ids);
        return reading(now -> {
            final Map<JobId, Job> found = new HashMap<>();
            for (final JobId id : wanted) {
                final Entry entry = entries.get(id);
                if (entry != null) {
                    found.put(id, entry.toJob());
                }
            }
            return found;
        });
    }

    @Override
    public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        final Set<JobId> wanted = Set.copyOf(ids);
        return reading(now -> {
            transitions.lanes.promote(now);
            final Map<JobId, JobPollResponse> answers = new HashMap<>();
            for (final JobId id : wanted) {
                final Entry entry = entries.get(id);
                if (entry != null) {
                    answers.put(id, polls.answer(entry, now, SizeLimits.largestResultOfPoll(wanted.size())));
                }
            }
            return answers;
        });
    }

    @Override
    public CancelOutcome cancel(final JobId id) {
        requireNonNull(id, "id");
        return changing(now -> {
            final Entry entry = entries.get(id);
            return entry == null ? new CancelOutcome.NotFound() : transitions.cancelled(entry, now);
        });
    }

    @Override
    public List<Job> list(final JobQuery query) {
        requireNonNull(query, "query");
        return reading(now -> entries.list(query));
    }

    @Override
    public RerunOutcome rerun(final JobId id) {
        requireNonNull(id, "id");
        return changing(now -> reruns.rerun(id, now));
    }

    @Override
    public Optional<JobLog> log(final JobId id, final long after, final int limit) {
        requireNonNull(id, "id");
        JobLog.requireInRange(after, limit);
        return reading(
                now -> Optional.ofNullable(entries.get(id)).map(entry -> transitions.logs.read(id, after, limit)));
    }

    @Override
    public Map<JobId, Long> newestLogLines(final Collection<JobId> ids) {
        final Set<JobId> asked = Set.copyOf(ids);
        return reading(now -> {
            final Map<JobId, Long> newest = new HashMap<>();
            asked.stream()
                    .filter(id -> entries.get(id) != null)
                    .forEach(id -> newest.put(id, transitions.logs.newest(id)));
            return newest;
        });
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        requireNonNull(request, "request");
        return changing(now -> claims.claim(request, now));
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> reports) {
        final List<Report> checked = limits.fitting(Report.checked(reports));
        return changing(now -> {
            final Map<Report, ReportOutcome> outcomes = new LinkedHashMap<>();
            checked.stream()
                    .filter(report -> !(report instanceof Report.Ended))
                    .forEach(report -> outcomes.put(report, reported(report, now)));
            checked.stream()
                    .filter(Report.Ended.class::isInstance)
                    .forEach(report -> outcomes.put(report, reported(report, now)));
            return checked.stream().map(outcomes::get).toList();
        });
    }

    private ReportOutcome reported(final Report report, final long now) {
        return transitions.reported(entries.get(report.lease().jobId()), report, now);
    }

    @Override
    public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
        requireNonNull(heartbeat, "heartbeat");
        return changing(now -> {
            transitions.workers.heard(heartbeat, now, ticker.getAsLong());
            for (final Entry entry : transitions.workers.entriesOf(heartbeat.worker())) {
                if (!heartbeat.held().contains(entry.currentLease())) {
                    transitions.released(entry, Release.CONFIRMED, now);
                }
            }
            return heartbeat.held().stream()
                    .flatMap(lease -> stopOrder(heartbeat.worker(), lease).stream())
                    .toList();
        });
    }

    private Optional<StopOrder> stopOrder(final WorkerId worker, final Lease lease) {
        final Entry entry = entries.get(lease.jobId());
        if (entry == null || !entry.isHeldUnder(lease) || !lease.worker().equals(worker)) {
            return Optional.of(new StopOrder(lease, StopOrder.Reason.LEASE_LOST));
        }
        return entry.isStopping() ? Optional.of(new StopOrder(lease, StopOrder.Reason.CANCELLED)) : Optional.empty();
    }

    @Override
    public List<RecoveredJob> recover() {
        return changing(now -> {
            transitions.lanes.promote(now);
            final List<RecoveredJob> recovered = new ArrayList<>();
            for (final LiveWorkers.Orphan orphan : transitions.workers.removeExpired(now, ticker.getAsLong())) {
                final Entry entry = orphan.entry();
                final WorkerId lost = requireNonNull(entry.worker, "worker");
                transitions.recovered(entry, orphan.worker(), now);
                recovered.add(RecoveredJob.workerLost(entry.id, entry.status, lost));
            }
            for (final Entry entry : transitions.failUnreadable(now)) {
                recovered.add(RecoveredJob.unreadablePayload(entry.id));
            }
            return List.copyOf(recovered);
        });
    }

    @Override
    public int prune(final Duration olderThan, final int limit) {
        if (olderThan.isNegative() || limit < 1) {
            throw new IllegalArgumentException(
                    "pruning needs an age from 0 and a limit from 1, but not " + olderThan + " and " + limit);
        }
        return changing(now -> {
            final long before = now - Entry.micros(olderThan);
            int pruned = 0;
            while (pruned < limit
                    && !transitions.finished.isEmpty()
                    && transitions.finished.firstKey().finishedAt() <= before) {
                remove(transitions.finished.firstEntry().getValue());
                pruned++;
            }
            return pruned;
        });
    }

    private void remove(final Entry entry) {
        transitions.removed(entry);
        entries.remove(entry);
    }

    @Override
    public List<PastAttempt> attempts(final JobId id) {
        requireNonNull(id, "id");
        return reading(now -> transitions.attempts.of(id));
    }

    @Override
    public Overview overview() {
        return reading(operations::overview);
    }

    @Override
    public WorkerList workers() {
        return reading(operations::workers);
    }

    @Override
    public Optional<LiveWorker> workerOf(final JobId id) {
        requireNonNull(id, "id");
        return reading(now -> operations.workerOf(id, now));
    }

    @Override
    public Optional<PastWait> pastWait(final JobId id) {
        requireNonNull(id, "id");
        return reading(now -> {
            transitions.pauses.current(now);
            return Optional.ofNullable(entries.get(id)).flatMap(operations::pastWait);
        });
    }

    @Override
    public FoundJobs search(final JobSearch search) {
        requireNonNull(search, "search");
        return MemorySearch.of(search, ticker)
                .page(read -> reading(now ->
                        read.apply(entries.inOrder(), transitions.finished, entry -> isKeptBack(entry, search, now))));
    }

    private boolean isKeptBack(final Entry entry, final JobSearch search, final long now) {
        return search.keptBackBy().isEmpty()
                || transitions.limits.isKeptBackBy(entry, search.keptBackBy().get(), transitions.pauses.current(now));
    }

    @Override
    public Failures failures(final Instant since) {
        requireNonNull(since, "since");
        return reading(now -> operations.failures(since, now));
    }

    @Override
    public History history(final HistoryQuery query) {
        requireNonNull(query, "query");
        return reading(now -> transitions.history.read(query));
    }

    @Override
    public DeleteOutcome delete(final JobId id) {
        requireNonNull(id, "id");
        return changing(now -> {
            final Entry entry = entries.get(id);
            if (entry == null) {
                return new DeleteOutcome.NotFound();
            }
            if (entry.finishedAt == Entry.NEVER) {
                return new DeleteOutcome.NotEnded(entry.status);
            }
            remove(entry);
            return new DeleteOutcome.Deleted();
        });
    }

    @Override
    public Pause pause(final PauseRequest request) {
        requireNonNull(request, "request");
        return changing(now -> transitions.paused(request, now));
    }

    @Override
    public Optional<Pause> resume(final PauseTarget target) {
        requireNonNull(target, "target");
        return changing(now -> transitions.resumed(target, now));
    }

    @Override
    public List<Pause> pauses() {
        return reading(now -> transitions.pauses.current(now).pauses());
    }

    @Override
    public void orderQueue(final String queue, final QueueOrder order) {
        QueueOrder.requireQueueName(queue);
        requireNonNull(order, "order");
        reading(now -> {
            transitions.lanes.turns.order(queue, order);
            return order;
        });
    }

    @Override
    public QueueOrder queueOrder(final String queue) {
        QueueOrder.requireQueueName(queue);
        return reading(now -> transitions.lanes.turns.order(queue));
    }

    @Override
    public void setLimit(final Limit limit) {
        requireNonNull(limit, "limit");
        changing(now -> transitions.limited(limit, LimitUse.Source.OPERATOR, now));
    }

    @Override
    public boolean setDefaultLimit(final Limit limit) {
        requireNonNull(limit, "limit");
        return changing(now -> transitions.limited(limit, LimitUse.Source.CODE, now));
    }

    @Override
    public Optional<Limit> removeLimit(final String name) {
        Limit.requireName(name);
        return changing(now -> transitions.limitRemoved(name, now));
    }

    @Override
    public List<LimitUse> limits() {
        return reading(now -> transitions.limits.list(transitions.lanes.held, transitions.pauses.current(now)));
    }

    @Override
    public Subscription subscribe(final Consumer<JobSignal> listener) {
        requireNonNull(listener, "listener");
        return reading(now -> signals.subscribe(listener));
    }

    @Override
    public Subscription subscribe(final Set<Class<? extends JobSignal>> kinds, final Consumer<JobSignal> listener) {
        return reading(now -> signals.subscribe(kinds, listener));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            signals.close();
        } finally {
            lock.unlock();
        }
    }

    private <T> T changing(final LongFunction<T> change) {
        final T answer;
        final List<JobSignal> news;
        lock.lock();
        try {
            requireOpen();
            final long now = Entry.micros(clock.instant());
            answer = change.apply(now);
            news = transitions.takeSignals();
            transitions.takeOpenings().forEach(opening -> signalAt(opening, now));
        } finally {
            lock.unlock();
        }
        signals.send(news);
        return answer;
    }

    /** Signals at the time of an opening, if it is soon; later ones are for the polls of workers. */
    private void signalAt(final Transitions.Opening opening, final long now) {
        final long delay = opening.at() - now;
        if (delay <= SOON_MICROS) {
            CompletableFuture.delayedExecutor(delay, TimeUnit.MICROSECONDS)
                    .execute(() -> signals.send(List.of(opening.signal())));
        }
    }

    private <T> T reading(final LongFunction<T> read) {
        lock.lock();
        try {
            requireOpen();
            return read.apply(Entry.micros(clock.instant()));
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new JobStoreClosedException("this memory job store is closed");
        }
    }

    @Override
    public String toString() {
        return "job store in memory";
    }
}
