package dev.jobs.worker;

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
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.JobStores;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.store.StopOrder;
import dev.jobs.store.operations.DeleteOutcome;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import dev.jobs.store.operations.WorkerList;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The store in memory, that can go out of reach, keep its signals to itself, and be looked at from the side. */
public final class TestStore implements JobStore, StartAtSubmission {
    final List<Report> reports = new CopyOnWriteArrayList<>();
    final List<Integer> reportCalls = new CopyOnWriteArrayList<>();
    final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
    final List<ClaimRequest> claims = new CopyOnWriteArrayList<>();

    /** Changes an answer to a claim on its way to the worker. */
    volatile UnaryOperator<List<ClaimedJob>> onClaimed = claimed -> claimed;

    /** Changes the answer to a heartbeat on its way to the worker. */
    volatile BiFunction<Heartbeat, List<StopOrder>, List<StopOrder>> onHeartbeat = (heartbeat, orders) -> orders;

    /** The slots that workers offer to submissions; those of this store take none. */
    final List<SlotOffers> offers = new CopyOnWriteArrayList<>();

    /** Called before reports are written. */
    volatile Consumer<List<? extends Report>> beforeReport = all -> {};

    /** Called when reports have been written, before the answer. */
    volatile Consumer<List<? extends Report>> afterReport = all -> {};

    /** The number of times that each of a worker's calls was refused. */
    final Map<String, Integer> refused = new ConcurrentHashMap<>();

    /** Called before each call of a worker's own threads. */
    volatile Consumer<Call> before = call -> {};

    volatile boolean outOfReach;

    private final JobStore memory;
    private final boolean silent;

    private TestStore(final JobStore memory, final boolean silent) {
        this.memory = memory;
        this.silent = silent;
    }

    /** The calls of a worker's own threads. */
    enum Call {
        HEARTBEAT,
        CLAIM,
        REPORT,
        RECOVER,
        PRUNE
    }

    static TestStore signalling() {
        return new TestStore(JobStores.open("memory:"), false);
    }

    static TestStore silent() {
        return new TestStore(JobStores.open("memory:"), true);
    }

    /** Another way to the same jobs, which can be out of reach when this one is not. */
    TestStore another() {
        return new TestStore(memory, silent);
    }

    private JobStore reached(final String call) {
        if (outOfReach) {
            refused.merge(call, 1, Integer::sum);
        }
        return reached();
    }

    private JobStore reached() {
        if (outOfReach) {
            throw new JobStoreUnavailableException("out of reach for a test");
        }
        return memory;
    }

    Job job(final JobId id) {
        return memory.find(id).orElseThrow();
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return reached().submit(requests);
    }

    @Override
    public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        return reached().submit(requests, whenFull);
    }

    @Override
    public Map<JobId, Job> find(final Collection<JobId> ids) {
        return reached().find(ids);
    }

    @Override
    public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        return reached().poll(ids);
    }

    @Override
    public CancelOutcome cancel(final JobId id) {
        return reached().cancel(id);
    }

    @Override
    public List<Job> list(final JobQuery query) {
        return reached().list(query);
    }

    @Override
    public RerunOutcome rerun(final JobId id) {
        return reached().rerun(id);
    }

    @Override
    public Optional<JobLog> log(final JobId id, final long after, final int limit) {
        return reached().log(id, after, limit);
    }

    @Override
    public Optional<PastWait> pastWait(final JobId id) {
        return reached().pastWait(id);
    }

    @Override
    public List<PastAttempt> attempts(final JobId id) {
        return reached().attempts(id);
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        before.accept(Call.CLAIM);
        claims.add(request);
        return onClaimed.apply(reached("claim").claim(request));
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> all) {
        before.accept(Call.REPORT);
        beforeReport.accept(all);
        final JobStore written = reached("report");
        // Noted first: whoever sees what a report has done finds it here.
        reports.addAll(all);
        reportCalls.add(all.size());
        final List<ReportOutcome> outcomes = written.report(all);
        afterReport.accept(all);
        return outcomes;
    }

    @Override
    public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
        before.accept(Call.HEARTBEAT);
        final List<StopOrder> orders = reached("heartbeat").heartbeat(heartbeat);
        heartbeats.add(heartbeat);
        return onHeartbeat.apply(heartbeat, orders);
    }

    @Override
    public Subscription offer(final SlotOffers all) {
        offers.add(all);
        return () -> offers.remove(all);
    }

    @Override
    public List<RecoveredJob> recover() {
        before.accept(Call.RECOVER);
        return reached("recover").recover();
    }

    @Override
    public int prune(final Duration olderThan, final int limit) {
        before.accept(Call.PRUNE);
        return reached("prune").prune(olderThan, limit);
    }

    @Override
    public Overview overview() {
        return reached().overview();
    }

    @Override
    public WorkerList workers() {
        return reached().workers();
    }

    @Override
    public FoundJobs search(final JobSearch search) {
        return reached().search(search);
    }

    @Override
    public Failures failures(final Instant since) {
        return reached().failures(since);
    }

    @Override
    public History history(final HistoryQuery query) {
        return reached().history(query);
    }

    @Override
    public DeleteOutcome delete(final JobId id) {
        return reached().delete(id);
    }

    @Override
    public Pause pause(final PauseRequest request) {
        return reached().pause(request);
    }

    @Override
    public Optional<Pause> resume(final PauseTarget target) {
        return reached().resume(target);
    }

    @Override
    public List<Pause> pauses() {
        return reached().pauses();
    }

    @Override
    public void orderQueue(final String queue, final QueueOrder order) {
        reached().orderQueue(queue, order);
    }

    @Override
    public QueueOrder queueOrder(final String queue) {
        return reached().queueOrder(queue);
    }

    @Override
    public void setLimit(final Limit limit) {
        reached().setLimit(limit);
    }

    @Override
    public boolean setDefaultLimit(final Limit limit) {
        return reached().setDefaultLimit(limit);
    }

    @Override
    public Optional<Limit> removeLimit(final String name) {
        return reached().removeLimit(name);
    }

    @Override
    public List<LimitUse> limits() {
        return reached().limits();
    }

    @Override
    public Subscription subscribe(final Consumer<JobSignal> listener) {
        return silent ? () -> {} : memory.subscribe(listener);
    }

    @Override
    public void close() {
        memory.close();
    }
}
