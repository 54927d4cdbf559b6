package dev.jobs.store.example;

import static java.util.Objects.requireNonNull;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.RerunOutcome;
import dev.jobs.SubmitOutcome;
import dev.jobs.Subscription;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.IdempotencyConflictException;
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
import dev.jobs.store.operations.JobCount;
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
import dev.jobs.store.operations.Workload;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.EndedPauses;
import dev.jobs.store.support.KeptBack;
import dev.jobs.store.support.PauseSet;
import dev.jobs.store.support.SearchPlace;
import dev.jobs.store.support.SubmitDecision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A store in a list: the simplest that keeps the contract, for reading. It has one lock, looks at every job at every call,
 * neither signals nor estimates, and is gone with its process.
 */
final class ListJobStore implements JobStore {
    private static final Comparator<StoredJob> STARTING_ORDER = Comparator.<StoredJob, Long>comparing(
                    job -> -(long) job.request.priority())
            .thenComparing(job -> job.turn);

    // In the order of their submission. All fields are guarded by this.
    private final Map<JobId, StoredJob> jobs = new LinkedHashMap<>();
    private final Map<WorkerId, Heard> workers = new HashMap<>();
    private final SizeLimits limits = SizeLimits.defaults();
    private final ListHistory history = new ListHistory();
    private final Map<PauseTarget, Pause> pauses = new HashMap<>();
    private final EndedPauses endedPauses = new EndedPauses();
    private final ListLimits startLimits = new ListLimits();
    private final Map<String, QueueOrder> orders = new HashMap<>();
    /** The number of an owner's newest jobs among which starts count in rounds. */
    private static final int NEWEST = 100;

    private long lastTurn;
    private boolean closed;

    /** A worker's last heartbeat, when it and the first one came, and the moment of the monotonic clock at which it came. */
    private record Heard(Heartbeat heartbeat, Instant since, Instant at, long nanos) {
        boolean isAlive() {
            return Duration.ofNanos(System.nanoTime() - nanos).compareTo(heartbeat.timeToLive()) < 0;
        }

        boolean handles(final StoredJob job) {
            return isAlive()
                    && heartbeat.profile().queues().contains(job.request.queue())
                    && heartbeat.profile().types().contains(job.request.type())
                    && !job.declinedBy.contains(heartbeat.worker());
        }
    }

    private Instant now() {
        if (closed) {
            throw new JobStoreClosedException("this store is closed");
        }
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public synchronized List<JobId> submit(final List<JobRequest> requests) {
        final Instant now = now();
        final List<JobRequest> checked = List.copyOf(requests);
        limits.requireFitting(checked);
        final Planned planned = planned(checked, now);
        planned.added().values().forEach(job -> add(job, now));
        return planned.ids();
    }

    @Override
    public synchronized List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        final Instant now = now();
        final List<JobRequest> checked = List.copyOf(requests);
        limits.requireFitting(checked);
        planned(checked, now); // A conflict of one is to change nothing.
        final List<SubmitOutcome> outcomes = new ArrayList<>();
        for (final JobRequest request : checked) {
            final Planned planned = planned(List.of(request), now);
            final SubmitDecision decision = planned.added().isEmpty()
                    ? SubmitDecision.STORED
                    : startLimits.decision(jobs.values(), request, whenFull, now);
            final JobId id = planned.ids().get(0);
            decision.cancels().forEach(old -> stored(old).replacedBy(id, now));
            if (decision.refusal().isEmpty()) {
                planned.added().values().forEach(job -> add(job, now));
            }
            outcomes.add(decision.refusal()
                    .<SubmitOutcome>map(refused -> refused)
                    .orElseGet(() -> new SubmitOutcome.Submitted(id, decision.cancels())));
        }
        return List.copyOf(outcomes);
    }

    /** The new jobs of requests, and the ids of all. */
    private record Planned(Map<JobId, StoredJob> added, List<JobId> ids) {}

    private Planned planned(final List<JobRequest> checked, final Instant now) {
        final Map<JobId, StoredJob> added = new LinkedHashMap<>();
        final List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < checked.size(); i++) {
            final JobRequest request = checked.get(i);
            final Optional<StoredJob> first = Stream.concat(jobs.values().stream(), added.values().stream())
                    .filter(job -> request.idempotencyKey().isPresent()
                            && job.request.idempotencyKey().equals(request.idempotencyKey())
                            && job.request.owner().equals(request.owner()))
                    .findFirst();
            if (first.filter(job -> !job.request.type().equals(request.type())
                            || !job.request.payload().equals(request.payload()))
                    .isPresent()) {
                throw IdempotencyConflictException.of(request, i, checked.size(), first.get().id);
            }
            final StoredJob job = first.orElseGet(() -> new StoredJob(JobId.random(), request, now, history));
            if (first.isEmpty()) {
                added.put(job.id, job);
            }
            ids.add(job.id);
        }
        return new Planned(added, List.copyOf(ids));
    }

    private void add(final StoredJob job, final Instant now) {
        lastTurn++;
        job.turn = lastTurn;
        job.takesTurn = job.request.owner().isPresent() && !job.isWaiting(now);
        if (job.isWaiting(now)) {
            takeTurn(job, now);
        }
        jobs.put(job.id, job);
        history.submitted(job);
    }

    @Override
    public synchronized Map<JobId, Job> find(final Collection<JobId> ids) {
        now();
        return Set.copyOf(ids).stream()
                .filter(jobs::containsKey)
                .collect(Collectors.toMap(id -> id, id -> stored(id).job()));
    }

    private StoredJob stored(final JobId id) {
        return requireNonNull(jobs.get(id), "id");
    }

    @Override
    public synchronized Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        final Instant now = now();
        final Set<JobId> wanted = Set.copyOf(ids);
        return wanted.stream()
                .filter(jobs::containsKey)
                .collect(Collectors.toMap(id -> id, id -> answer(stored(id), now, wanted.size())));
    }

    private JobPollResponse answer(final StoredJob stored, final Instant now, final int polled) {
        final Job job = stored.job().withoutPayload();
        final boolean large = job.result()
                .filter(json -> json.length() > SizeLimits.largestResultOfPoll(polled))
                .isPresent();
        final Job shown = large
                ? new Job(
                        job.id(),
                        job.request(),
                        job.state().toBuilder().result(Optional.empty()).build())
                : job;
        return JobPollResponse.builder(shown, now)
                .waiting(stored.has(JobStatus.PENDING) ? Optional.of(waiting(stored, now)) : Optional.empty())
                .resultLeftOut(large)
                .build();
    }

    private Waiting waiting(final StoredJob job, final Instant now) {
        if (!job.isWaiting(now)) {
            return Waiting.until(job.state.attempt() == 0 ? WaitReason.SCHEDULED : WaitReason.RETRY_BACKOFF);
        }
        final List<StoredJob> queue = waiting(now).stream()
                .filter(other -> other.request.queue().equals(job.request.queue()))
                .toList();
        final int position = queue.indexOf(job) + 1;
        return paused(now)
                .of(job.request.queue(), job.request.type())
                .map(pause -> PauseSet.waiting(pause, position, queue.size()))
                .or(() -> startLimits
                        .allowance(jobs.values(), paused(now), now)
                        .keptBack(job.request.limitKeys(), job.request.owner())
                        .map(kept -> kept.waiting(position, queue.size())))
                .orElseGet(() -> Waiting.inQueue(reason(job), position, queue.size()));
    }

    private WaitReason reason(final StoredJob job) {
        if (workers.values().stream().anyMatch(worker -> worker.handles(job))) {
            return WaitReason.WORKERS_BUSY;
        }
        return job.declinedBy.isEmpty() ? WaitReason.NO_WORKER : WaitReason.UNREADABLE_PAYLOAD;
    }

    /**
     * Gives a job the last turn in which its owner's jobs wait, if the owner has had fewer there than the weight allows; else the next one, of those in
     * which jobs wait, of which that is true. If there is none, the job keeps its new one.
     */
    private void takeTurn(final StoredJob job, final Instant now) {
        if (queueOrder(job.request.queue()) == QueueOrder.SUBMISSION) {
            return;
        }
        final List<StoredJob> waiting = jobs.values().stream()
                .filter(other -> other.isWaiting(now)
                        && !other.takesTurn
                        && other.request.queue().equals(job.request.queue())
                        && other.request.priority() == job.request.priority())
                .toList();
        final List<StoredJob> started = jobs.values().stream()
                .filter(other ->
                        job.request.owner().isPresent() && other.request.owner().equals(job.request.owner()))
                .sorted(Comparator.<StoredJob, JobId>comparing(other -> other.id)
                        .reversed())
                .limit(NEWEST)
                .filter(other -> other.hasStarted(now)
                        && other.request.queue().equals(job.request.queue())
                        && other.request.priority() == job.request.priority()
                        && other.request.type().equals(job.request.type()))
                .toList();
        final List<Long> owners = turnsOf(job.request.owner(), waiting);
        final List<Long> starts = turnsOf(job.request.owner(), started);
        final long last = owners.stream().max(Comparator.naturalOrder()).orElse(0L);
        job.turn = waiting.stream()
                .map(other -> other.turn)
                .filter(turn -> turn >= last
                        && Collections.frequency(owners, turn) + Collections.frequency(starts, turn)
                                < job.request.ownerWeight())
                .min(Comparator.naturalOrder())
                .orElse(job.turn);
    }

    private static List<Long> turnsOf(final Optional<String> owner, final List<StoredJob> jobs) {
        return jobs.stream()
                .filter(other -> other.request.owner().equals(owner))
                .map(other -> other.turn)
                .toList();
    }

    /** The jobs that wait in their queues, in the order in which they start. */
    private List<StoredJob> waiting(final Instant now) {
        jobs.values().stream()
                .filter(job -> job.takesTurn && job.isWaiting(now))
                .sorted(Comparator.comparing(job -> job.state.dueAt()))
                .forEach(job -> {
                    takeTurn(job, now);
                    job.takesTurn = false;
                });
        return jobs.values().stream()
                .filter(job -> job.isWaiting(now))
                .sorted(STARTING_ORDER)
                .toList();
    }

    @Override
    public synchronized CancelOutcome cancel(final JobId id) {
        final Instant now = now();
        final StoredJob job = jobs.get(requireNonNull(id, "id"));
        if (job == null) {
            return new CancelOutcome.NotFound();
        }
        if (job.state.status().isTerminal()) {
            return new CancelOutcome.AlreadyTerminal(job.state.status());
        }
        job.cancelled(now);
        return new CancelOutcome.Cancelled();
    }

    @Override
    public synchronized List<Job> list(final JobQuery query) {
        now();
        return jobs.values().stream()
                .filter(job -> query.owner().isEmpty() || query.owner().equals(job.request.owner()))
                .filter(job -> query.statuses().isEmpty() || query.statuses().contains(job.state.status()))
                .filter(job -> query.types().isEmpty() || query.types().contains(job.request.type()))
                .filter(job -> query.queues().isEmpty() || query.queues().contains(job.request.queue()))
                .filter(job -> query.after()
                        .filter(last -> job.id.compareTo(last) >= 0)
                        .isEmpty())
                .sorted(Comparator.comparing((StoredJob job) -> job.id).reversed())
                .limit(query.pageSize())
                .map(StoredJob::job)
                .map(ListJobStore::small)
                .toList();
    }

    private static Job small(final Job job) {
        final JobState small = job.state().toBuilder()
                .result(Optional.empty())
                .stageTimes(List.of())
                .build();
        return new Job(job.id(), job.withoutPayload().request(), small);
    }

    @Override
    public synchronized RerunOutcome rerun(final JobId id) {
        now();
        final StoredJob job = jobs.get(requireNonNull(id, "id"));
        if (job == null) {
            return new RerunOutcome.NotFound();
        }
        if (!job.isFinished()) {
            return new RerunOutcome.NotEnded(job.state.status());
        }
        final Optional<JobId> underWay = job.state
                .rerunAs()
                .filter(last -> jobs.containsKey(last) && !stored(last).isFinished());
        final JobId again = underWay.orElseGet(
                () -> submit(List.of(JobRequest.rerunOf(job.job()))).get(0));
        if (underWay.isEmpty()) {
            job.rerunAs(again, now());
        }
        return new RerunOutcome.Rerun(again);
    }

    @Override
    public synchronized Optional<JobLog> log(final JobId id, final long after, final int limit) {
        now();
        JobLog.requireInRange(after, limit);
        return Optional.ofNullable(jobs.get(requireNonNull(id, "id"))).map(job -> job.log.after(after, limit));
    }

    @Override
    public synchronized List<PastAttempt> attempts(final JobId id) {
        now();
        return Optional.ofNullable(jobs.get(requireNonNull(id, "id"))).stream()
                .flatMap(job -> job.attempts.stream())
                .toList();
    }

    @Override
    public synchronized Optional<PastWait> pastWait(final JobId id) {
        paused(now());
        return Optional.ofNullable(jobs.get(requireNonNull(id, "id")))
                .filter(job -> !job.has(JobStatus.PENDING)
                        && job.state
                                .startedAt()
                                .filter(start -> !start.isBefore(job.startableSince()))
                                .isPresent())
                .map(job -> {
                    final List<PastWait> reasons = new ArrayList<>();
                    job.lastLimit.ifPresent(reasons::add);
                    endedPauses
                            .last(
                                    job.request,
                                    job.startableSince(),
                                    job.state.startedAt().orElseThrow())
                            .ifPresent(reasons::add);
                    return PastWait.last(reasons);
                });
    }

    @Override
    public synchronized List<ClaimedJob> claim(final ClaimRequest request) {
        final Instant now = now();
        final Heard worker = workers.get(request.worker());
        if (worker == null || !worker.isAlive()) {
            return List.of();
        }
        final PauseSet paused = paused(now);
        final Allowance allowance = startLimits.allowance(jobs.values(), paused, now);
        final List<StoredJob> claimed = waiting(now).stream()
                .filter(job -> !paused.holdsFor(job.request.queue(), job.request.type()))
                .filter(job -> request.queues().contains(job.request.queue())
                        && request.types().contains(job.request.type())
                        && !job.declinedBy.contains(request.worker()))
                .filter(job -> ListLimits.starts(job, allowance))
                .limit(request.limit())
                .toList();
        startLimits.started(allowance);
        claimed.forEach(job -> job.claimed(request, worker.heartbeat().profile().name(), now));
        // Those that were kept back may be so again, whether or not this claim has met them.
        waiting(now).stream()
                .filter(job -> job.keptBack.isPresent())
                .forEach(job -> ListLimits.isKeptBack(job, allowance));
        return claimed.stream()
                .map(job -> new ClaimedJob(job.job(), job.lease(request.worker())))
                .toList();
    }

    @Override
    public synchronized List<ReportOutcome> report(final List<? extends Report> reports) {
        final Instant now = now();
        final List<Report> checked = limits.fitting(Report.checked(reports));
        final Map<Report, ReportOutcome> outcomes = new HashMap<>();
        // Progress and lines of the log come before an end, wherever they stand in the call.
        for (final boolean ends : new boolean[] {false, true}) {
            checked.stream()
                    .filter(report -> report instanceof Report.Ended == ends)
                    .forEach(report -> outcomes.put(report, reported(report, now)));
        }
        return checked.stream().map(outcomes::get).toList();
    }

    private ReportOutcome reported(final Report report, final Instant now) {
        final StoredJob job = jobs.get(report.lease().jobId());
        if (job == null) {
            return ReportOutcome.LEASE_LOST;
        }
        final ReportOutcome outcome = job.reported(report, now);
        if (job.worker.isEmpty() && outcome == ReportOutcome.APPLIED) {
            final Allowance allowance = startLimits.allowance(jobs.values(), PauseSet.NONE, now);
            jobs.values().stream()
                    .filter(other -> other.waitsForRoomOf(job) && !isKeptBack(other, allowance))
                    .forEach(other -> other.freed(job, now));
        }
        return outcome;
    }

    @Override
    public synchronized List<StopOrder> heartbeat(final Heartbeat heartbeat) {
        final Instant now = now();
        final WorkerId worker = heartbeat.worker();
        final Heard before = workers.get(worker);
        workers.put(worker, new Heard(heartbeat, before == null ? now : before.since(), now, System.nanoTime()));
        jobs.values().stream()
                .filter(job -> job.worker.equals(Optional.of(worker)))
                .filter(job -> !heartbeat.held().contains(job.lease(worker)))
                .forEach(job -> job.released(Release.CONFIRMED, now));
        return heartbeat.held().stream()
                .flatMap(lease -> order(worker, lease).stream())
                .toList();
    }

    private Optional<StopOrder> order(final WorkerId worker, final Lease lease) {
        final StoredJob job = jobs.get(lease.jobId());
        if (job == null || !job.isHeldUnder(lease) || !lease.worker().equals(worker)) {
            return Optional.of(new StopOrder(lease, StopOrder.Reason.LEASE_LOST));
        }
        return job.isStopping() ? Optional.of(new StopOrder(lease, StopOrder.Reason.CANCELLED)) : Optional.empty();
    }

    @Override
    public synchronized List<RecoveredJob> recover() {
        final Instant now = now();
        workers.values().removeIf(worker -> !worker.isAlive());
        final List<RecoveredJob> recovered = new ArrayList<>();
        for (final StoredJob job : jobs.values()) {
            job.worker.filter(worker -> !workers.containsKey(worker)).ifPresent(lost -> {
                job.recovered(now);
                recovered.add(RecoveredJob.workerLost(job.id, job.state.status(), lost));
            });
            if (job.isDeclinedUntil(now) && workers.values().stream().noneMatch(worker -> worker.handles(job))) {
                job.failsUnread(now);
                recovered.add(RecoveredJob.unreadablePayload(job.id));
            }
        }
        return List.copyOf(recovered);
    }

    @Override
    public synchronized int prune(final Duration olderThan, final int limit) {
        if (olderThan.isNegative() || limit < 1) {
            throw new IllegalArgumentException("no age is " + olderThan + " and no limit " + limit);
        }
        final Instant now = now();
        final List<StoredJob> old = jobs.values().stream()
                .filter(job -> job.state
                        .finishedAt()
                        .filter(time -> Duration.between(time, now).compareTo(olderThan) >= 0)
                        .isPresent())
                .sorted(Comparator.comparing(job -> job.state.finishedAt().orElseThrow()))
                .limit(limit)
                .toList();
        old.forEach(job -> jobs.remove(job.id));
        return old.size();
    }

    @Override
    public synchronized Overview overview() {
        final Instant now = now();
        final Map<List<String>, List<StoredJob>> groups = jobs.values().stream()
                .filter(job -> !job.isFinished())
                .collect(Collectors.groupingBy(job -> List.of(job.request.queue(), job.request.type())));
        return new Overview(
                now, groups.values().stream().map(group -> workload(group, now)).toList());
    }

    private static boolean isKeptBack(final StoredJob job, final Allowance allowance) {
        return allowance.keptBack(job.request.limitKeys(), job.request.owner()).isPresent();
    }

    private Workload workload(final List<StoredJob> group, final Instant now) {
        final Workload.Builder workload = Workload.builder(
                group.get(0).request.queue(), group.get(0).request.type(), now);
        final JobRequest one = group.get(0).request;
        final Allowance allowance = startLimits.allowance(jobs.values(), paused(now), now);
        final List<StoredJob> undeclined = group.stream()
                .filter(job -> job.isWaiting(now) && job.declinedBy.isEmpty() && !isKeptBack(job, allowance))
                .toList();
        final boolean paused = paused(now).holdsFor(one.queue(), one.type());
        final List<StoredJob> startable = paused ? List.of() : undeclined;
        startable.stream()
                .map(StoredJob::startableSince)
                .min(Comparator.naturalOrder())
                .ifPresent(workload::oldestStartable);
        if (startable.stream().noneMatch(job -> workers.values().stream().anyMatch(worker -> worker.handles(job)))) {
            workload.unhandled();
        }
        return workload.startable(JobCount.exactly(startable.size(), now))
                .paused(JobCount.exactly(undeclined.size() - startable.size(), now))
                .keptBack(JobCount.exactly(
                        count(
                                group,
                                job -> job.isWaiting(now) && job.declinedBy.isEmpty() && isKeptBack(job, allowance)),
                        now))
                .scheduled(JobCount.exactly(
                        count(group, job -> job.has(JobStatus.PENDING) && !job.isWaiting(now)), now))
                .declined(JobCount.exactly(count(group, job -> job.isWaiting(now) && !job.declinedBy.isEmpty()), now))
                .running(count(group, job -> job.has(JobStatus.PROCESSING)))
                .stopping(count(group, StoredJob::isStopping))
                .build();
    }

    @Override
    public synchronized WorkerList workers() {
        final Instant now = now();
        return new WorkerList(
                now,
                workers.values().stream()
                        .filter(Heard::isAlive)
                        .sorted(Comparator.comparing(Heard::since))
                        .map(this::live)
                        .toList());
    }

    private LiveWorker live(final Heard worker) {
        final Heartbeat last = worker.heartbeat();
        return LiveWorker.builder(last.worker().value(), last.profile().name())
                .types(last.profile().types())
                .queues(last.profile().queues())
                .slots(last.profile().slots())
                .times(worker.since(), worker.at(), worker.at().plus(last.timeToLive()))
                .jobs(jobs.values().stream()
                        .filter(job -> job.worker.equals(Optional.of(last.worker())))
                        .sorted(Comparator.comparing(
                                job -> job.state.startedAt().orElseThrow()))
                        .map(job -> small(job.job()))
                        .toList())
                .stuck(last.stuck().stream().map(Lease::jobId).collect(Collectors.toSet()))
                .children(last.childrenOfJobs())
                .build();
    }

    @Override
    public synchronized FoundJobs search(final JobSearch search) {
        final Instant now = now();
        final Allowance allowance = startLimits.allowance(jobs.values(), paused(now), now);
        final Optional<SearchPlace> before = SearchPlace.before(search);
        final List<Job> rest = jobs.values().stream()
                .filter(job -> search.keptBackBy().isEmpty()
                        || (job.isWaiting(now)
                                && allowance
                                        .keptBack(job.request.limitKeys(), job.request.owner())
                                        .flatMap(KeptBack::limit)
                                        .map(Limit::name)
                                        .equals(search.keptBackBy())))
                .map(job -> small(job.job()))
                .filter(search::matches)
                .filter(job -> before.filter(
                                place -> SearchPlace.NEWEST_FIRST.compare(place, SearchPlace.of(search, job)) >= 0)
                        .isEmpty())
                .sorted(Comparator.comparing(job -> SearchPlace.of(search, job), SearchPlace.NEWEST_FIRST))
                .toList();
        if (rest.size() <= search.query().pageSize()) {
            return FoundJobs.last(rest);
        }
        final List<Job> page = rest.subList(0, search.query().pageSize());
        return FoundJobs.full(
                page, SearchPlace.of(search, page.get(page.size() - 1)).cursor());
    }

    @Override
    public synchronized Failures failures(final Instant since) {
        final Failures.Builder failures = Failures.builder(now());
        jobs.values().stream()
                .filter(job -> job.has(JobStatus.FAILED) && !ended(job).isBefore(since))
                .sorted(Comparator.comparing(ListJobStore::ended).reversed())
                .forEach(job -> failures.add(
                        job.id, job.request.type(), job.state.error().orElse(""), ended(job)));
        return failures.build();
    }

    private static Instant ended(final StoredJob job) {
        return job.state.finishedAt().orElseThrow();
    }

    @Override
    public synchronized History history(final HistoryQuery query) {
        return history.read(query, now());
    }

    @Override
    public synchronized DeleteOutcome delete(final JobId id) {
        now();
        final StoredJob job = jobs.get(requireNonNull(id, "id"));
        if (job == null) {
            return new DeleteOutcome.NotFound();
        }
        if (!job.isFinished()) {
            return new DeleteOutcome.NotEnded(job.state.status());
        }
        jobs.remove(id);
        return new DeleteOutcome.Deleted();
    }

    private static long count(final List<StoredJob> group, final Predicate<StoredJob> which) {
        return group.stream().filter(which).count();
    }

    @Override
    public synchronized Pause pause(final PauseRequest request) {
        final Instant now = now();
        final Pause.Builder pause = Pause.builder(request.target(), now);
        request.reason().ifPresent(pause::reason);
        request.until().or(() -> request.lasting().map(now::plus)).ifPresent(pause::until);
        Optional.ofNullable(pauses.put(request.target(), pause.build())).ifPresent(old -> endedPauses.add(old, now));
        return pause.build();
    }

    @Override
    public synchronized Optional<Pause> resume(final PauseTarget target) {
        final Instant now = now();
        final Optional<Pause> removed = Optional.ofNullable(pauses.remove(requireNonNull(target, "target")));
        removed.ifPresent(pause -> endedPauses.add(pause, now));
        return removed.filter(pause -> pause.holdsAt(now));
    }

    @Override
    public synchronized List<Pause> pauses() {
        return paused(now()).pauses();
    }

    @Override
    public synchronized void orderQueue(final String queue, final QueueOrder order) {
        now();
        orders.put(QueueOrder.requireQueueName(queue), requireNonNull(order, "order"));
    }

    @Override
    public synchronized QueueOrder queueOrder(final String queue) {
        now();
        return orders.getOrDefault(QueueOrder.requireQueueName(queue), QueueOrder.FAIR_BY_OWNER);
    }

    @Override
    public synchronized void setLimit(final Limit limit) {
        startLimits.set(limit, LimitUse.Source.OPERATOR, now());
    }

    @Override
    public synchronized boolean setDefaultLimit(final Limit limit) {
        return startLimits.set(limit, LimitUse.Source.CODE, now());
    }

    @Override
    public synchronized Optional<Limit> removeLimit(final String name) {
        return startLimits.remove(name, now());
    }

    @Override
    public synchronized List<LimitUse> limits() {
        final Instant now = now();
        return startLimits.list(jobs.values(), waiting(now), paused(now), now);
    }

    private PauseSet paused(final Instant now) {
        pauses.values().removeIf(pause -> {
            if (!pause.holdsAt(now)) {
                endedPauses.add(pause, now);
            }
            return !pause.holdsAt(now);
        });
        return PauseSet.of(List.copyOf(pauses.values()));
    }

    @Override
    public synchronized Subscription subscribe(final Consumer<JobSignal> listener) {
        now();
        requireNonNull(listener, "listener");
        return () -> {};
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
