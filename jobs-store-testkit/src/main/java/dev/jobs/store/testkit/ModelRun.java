package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.LogLine;
import dev.jobs.Release;
import dev.jobs.RerunOutcome;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One sequence of random operations, each done to a store and to the model, which must agree after every one. */
final class ModelRun {
    private static final int WORKERS = 3;
    private static final int SHOWN = 25;

    private final JobStore store;
    private final long seed;
    private final RandomInput random;
    private final Model model = new Model();
    private final List<TestWorker> workers = new ArrayList<>();
    private final Set<TestWorker> dead = new HashSet<>();
    private final List<JobId> ids = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private final Deque<String> done = new ArrayDeque<>();

    ModelRun(final JobStore store, final long seed) {
        this.store = store;
        this.seed = seed;
        this.random = new RandomInput(seed);
        for (int i = 0; i < WORKERS; i++) {
            final TestWorker worker =
                    new TestWorker(store, Set.copyOf(RandomInput.TYPES), Set.copyOf(RandomInput.QUEUES));
            worker.lives();
            workers.add(worker);
        }
    }

    void run(final int operations) {
        int step = 0;
        try {
            while (step < operations) {
                step++;
                operate();
                assertAgreement();
            }
            model.jobs.forEach(this::assertSameHistory);
        } catch (final AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "The store and the model part at operation " + step + " of the sequence with seed " + seed
                            + "; -Djobs.testkit.seed=" + seed + " repeats it. The last operations were:\n  "
                            + String.join("\n  ", done) + "\n" + e.getMessage(),
                    e);
        }
    }

    private void did(final String what) {
        done.add(what);
        if (done.size() > SHOWN) {
            done.remove();
        }
    }

    private void operate() {
        switch (random.nextInt(20)) {
            case 0, 1 -> submit();
            case 2 -> submitWhereLimitsMayBeFull();
            case 3, 4, 5 -> claim();
            case 6, 7, 8, 9 -> report();
            case 10, 11 -> cancel();
            case 12 -> heartbeat(Duration.ofMinutes(10));
            case 13 -> heartbeat(Duration.ZERO);
            case 14 -> recover();
            case 15 -> rerun();
            case 16 -> order();
            case 17 -> limit();
            case 18 -> pause();
            default -> {
                if (random.nextInt(4) == 0) {
                    prune();
                } else {
                    listAndCount();
                }
            }
        }
    }

    private void submit() {
        final List<JobRequest> requests = random.many(4, random::request);
        final List<ModelJob> repeated = new ArrayList<>(model.jobs);
        final List<Optional<ModelJob>> firsts = new ArrayList<>();
        for (final JobRequest request : requests) {
            final Optional<ModelJob> first = Model.repeatedBy(request, repeated);
            firsts.add(first);
            if (first.isEmpty()) {
                repeated.add(new ModelJob(JobId.random(), request, 0));
            } else if (Model.conflicts(request, first.get())) {
                did("submit " + requests + ", refused");
                assertThatThrownBy(() -> store.submit(requests)).isInstanceOf(IdempotencyConflictException.class);
                return;
            }
        }
        did("submit " + requests);
        final List<JobId> given = store.submit(requests);
        assertThat(given).hasSameSizeAs(requests);
        for (int i = 0; i < requests.size(); i++) {
            final Optional<ModelJob> first = Model.repeatedBy(requests.get(i), model.jobs);
            assertThat(first.isPresent()).isEqualTo(firsts.get(i).isPresent());
            if (first.isPresent()) {
                assertThat(given.get(i)).isEqualTo(first.get().id);
            } else {
                assertThat(ids).doesNotContain(given.get(i));
                ids.add(given.get(i));
                model.submitted(given.get(i), requests.get(i));
            }
        }
    }

    private void submitWhereLimitsMayBeFull() {
        final List<JobRequest> requests = random.many(3, random::request);
        final WhenLimitFull whenFull = random.one(List.of(WhenLimitFull.values()));
        if (requests.stream().anyMatch(request -> request.idempotencyKey().isPresent())) {
            return; // what a repeat does is another operation's affair
        }

        final List<SubmitOutcome> outcomes = store.submit(requests, whenFull);
        did("submit " + requests + ", if a limit is full " + whenFull + ", gave " + outcomes);

        assertThat(outcomes).hasSameSizeAs(requests);
        for (int i = 0; i < outcomes.size(); i++) {
            final JobRequest request = requests.get(i);
            final JobId given = outcomes.get(i).job().orElseGet(JobId::random);
            assertThat(ids).doesNotContain(given);
            assertThat(outcomes.get(i)).isEqualTo(new ModelSubmission(model, request, whenFull).outcome(given));
            outcomes.get(i).job().ifPresent(id -> {
                ids.add(id);
                model.submitted(id, request);
            });
        }
    }

    private void claim() {
        final TestWorker worker = random.one(workers);
        final Set<String> types = random.some(RandomInput.TYPES);
        final Set<String> queues = random.some(RandomInput.QUEUES);
        final int limit = 1 + random.nextInt(4);
        final List<ModelJob> expected = dead.contains(worker) ? List.of() : model.next(worker, types, queues, limit);

        final List<ClaimedJob> claimed = store.claim(ClaimRequest.builder(worker.id())
                .types(types)
                .queues(queues)
                .limit(limit)
                .build());
        did("claim " + limit + " of " + types + " in " + queues + ", by worker " + workers.indexOf(worker) + ", gave "
                + claimed.stream().map(ClaimedJob::lease).toList());

        assertThat(ContractFixture.ids(claimed))
                .as(
                        "limits %s, paused %s, and how those wait that should start: %s",
                        model.limits, model.paused, waiting(expected))
                .isEqualTo(expected.stream().map(job -> job.id).toList());
        for (int i = 0; i < claimed.size(); i++) {
            final Lease lease = claimed.get(i).lease();
            expected.get(i).lease.ifPresent(last -> assertThat(lease.number()).isGreaterThan(last.number()));
            expected.get(i).claimed(worker, lease);
            expected.get(i).assertSame(claimed.get(i).job());
            leases.add(lease);
        }
    }

    private String waiting(final List<ModelJob> among) {
        final StringBuilder text = new StringBuilder();
        among.forEach(job -> text.append(job.id)
                .append(" with keys ")
                .append(job.request.limitKeys())
                .append(' ')
                .append(store.poll(job.id).flatMap(JobPollResponse::waiting))
                .append("; "));
        return text.toString();
    }

    /** Reports under leases that are current, mostly. */
    private void report() {
        if (leases.isEmpty()) {
            return;
        }
        final Map<Lease, Report> reports = random.many(3, this::lease).stream()
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(),
                        lease -> random.report(
                                lease,
                                model.current(lease)
                                        .map(job -> job.loggedByAttempt)
                                        .orElse(0))));
        final List<Report> sent = List.copyOf(reports.values());

        final List<ReportOutcome> outcomes = store.report(sent);
        did("report " + sent + ", answered " + outcomes);

        assertThat(outcomes).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            final Report report = sent.get(i);
            final Set<ReportOutcome> right = model.find(report.lease().jobId())
                    .map(job -> job.reported(report))
                    .orElse(Set.of(ReportOutcome.LEASE_LOST));
            assertThat(right).as("the answer to %s", report).contains(outcomes.get(i));
        }
    }

    private Lease lease() {
        final List<Lease> current = leases.stream()
                .filter(lease -> model.current(lease).isPresent())
                .toList();
        return current.isEmpty() || random.nextInt(4) == 0 ? random.one(leases) : random.one(current);
    }

    private void rerun() {
        final JobId id = ids.isEmpty() || random.nextInt(20) == 0 ? JobId.random() : random.one(ids);
        final Optional<ModelJob> job = model.find(id);
        final Optional<Job> before = store.find(id);

        final RerunOutcome outcome = store.rerun(id);
        did("rerun " + id + ", answered " + outcome);

        if (job.isEmpty()) {
            assertThat(outcome).isEqualTo(new RerunOutcome.NotFound());
        } else if (!job.get().finished) {
            assertThat(outcome).isEqualTo(new RerunOutcome.NotEnded(job.get().status));
        } else {
            assertThat(outcome).isInstanceOf(RerunOutcome.Rerun.class);
            final JobId again = ((RerunOutcome.Rerun) outcome).id();
            final Optional<JobId> underWay = job.get()
                    .rerunAs
                    .filter(last ->
                            model.find(last).filter(found -> !found.finished).isPresent());
            if (underWay.isPresent()) {
                assertThat(again).isEqualTo(underWay.get());
            } else {
                assertThat(ids).doesNotContain(again);
                ids.add(again);
                model.submitted(again, JobRequest.rerunOf(before.orElseThrow()));
                job.get().rerunAs = Optional.of(again);
            }
        }
    }

    /** Chooses the order of a queue, the fair one mostly. */
    private void order() {
        final String queue = random.one(RandomInput.QUEUES);
        final QueueOrder order = random.nextInt(3) == 0 ? QueueOrder.SUBMISSION : QueueOrder.FAIR_BY_OWNER;
        did("order " + queue + " " + order);

        store.orderQueue(queue, order);

        model.orders.put(queue, order);
        assertThat(store.queueOrder(queue)).isEqualTo(order);
    }

    private void limit() {
        final String name = random.one(RandomInput.LIMITS);
        final int atOnce = random.nextInt(4);
        did("limit " + name + ": " + atOnce);
        if (atOnce == 3) {
            assertThat(store.removeLimit(name).isPresent()).isEqualTo(model.limits.remove(name) != null);
        } else {
            store.setLimit(Limit.atOnce(name, atOnce));
            model.limits.put(name, atOnce);
        }
    }

    private void pause() {
        final PauseTarget target = random.nextBoolean()
                ? PauseTarget.owner(random.one(RandomInput.OWNERS))
                : PauseTarget.limitKey(random.one(RandomInput.LIMIT_KEYS));
        if (random.nextInt(3) == 0) {
            did("pause " + target);
            store.pause(PauseRequest.builder(target).build());
            model.paused.add(target);
        } else {
            did("resume " + target);
            assertThat(store.resume(target).isPresent()).isEqualTo(model.paused.remove(target));
        }
    }

    private void cancel() {
        final JobId id = ids.isEmpty() || random.nextInt(20) == 0 ? JobId.random() : random.one(ids);
        final Optional<ModelJob> job = model.find(id);
        final JobStatus before = job.map(found -> found.status).orElse(JobStatus.PENDING);

        final CancelOutcome outcome = store.cancel(id);
        did("cancel " + id + ", answered " + outcome);

        assertThat(outcome)
                .isEqualTo(
                        job.isEmpty()
                                ? new CancelOutcome.NotFound()
                                : job.get().cancelled()
                                        ? new CancelOutcome.Cancelled()
                                        : new CancelOutcome.AlreadyTerminal(before));
    }

    /** A heartbeat with most of what the worker holds, and something that it does not. */
    private void heartbeat(final Duration timeToLive) {
        final TestWorker worker = random.one(workers);
        final List<ModelJob> mine = model.heldBy(worker);
        final Set<Lease> held = new HashSet<>();
        mine.forEach(job -> {
            if (random.nextInt(5) > 0) {
                job.lease.ifPresent(held::add);
            }
        });
        if (!leases.isEmpty() && random.nextInt(3) == 0) {
            final Lease other = random.one(leases);
            // A worker never holds what is another's: what a store answers to that is not promised.
            if (model.current(other).isEmpty()) {
                held.add(other);
            }
        }

        final List<StopOrder> orders = worker.lives(timeToLive, held);
        did("heartbeat for " + timeToLive + " of worker " + workers.indexOf(worker) + " holding " + held + ", answered "
                + orders);

        final Set<StopOrder> expected = new HashSet<>();
        for (final Lease lease : held) {
            final Optional<ModelJob> job = model.current(lease);
            if (job.isEmpty()) {
                expected.add(new StopOrder(lease, StopOrder.Reason.LEASE_LOST));
            } else if (job.get().status == JobStatus.CANCELLED) {
                expected.add(new StopOrder(lease, StopOrder.Reason.CANCELLED));
            }
        }
        assertThat(orders).containsExactlyInAnyOrderElementsOf(expected);
        mine.stream()
                .filter(job -> job.lease.stream().noneMatch(held::contains))
                .forEach(job -> job.released(Release.CONFIRMED));
        if (timeToLive.isZero()) {
            dead.add(worker);
        } else {
            dead.remove(worker);
        }
    }

    private void recover() {
        final List<RecoveredJob> recovered = store.recover();
        did("recover, gave " + recovered);

        final List<RecoveredJob> expected = new ArrayList<>();
        for (final TestWorker worker : dead) {
            for (final ModelJob job : model.heldBy(worker)) {
                job.recovered();
                expected.add(RecoveredJob.workerLost(job.id, job.status, worker.id()));
            }
        }
        final List<TestWorker> alive =
                workers.stream().filter(worker -> !dead.contains(worker)).toList();
        for (final ModelJob job : model.jobs) {
            if (job.failsUnreadable(alive)) {
                expected.add(RecoveredJob.unreadablePayload(job.id));
            }
        }
        assertThat(recovered).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void prune() {
        final int expected =
                (int) model.jobs.stream().filter(job -> job.finished).count();
        final int[] pruned = {0};
        Await.until("all finished jobs are pruned", () -> {
            pruned[0] += store.prune(Duration.ZERO, 1_000);
            return pruned[0] >= expected;
        });
        did("prune, of " + pruned[0]);

        assertThat(pruned[0]).isEqualTo(expected);
        model.jobs.removeIf(job -> job.finished);
    }

    private void listAndCount() {
        JobQuery query = JobQuery.all().withPageSize(1 + random.nextInt(20));
        query = random.nextBoolean() ? query.withStatuses(random.one(List.of(JobStatus.values()))) : query;
        query = random.nextBoolean() ? query.withTypes(random.one(RandomInput.TYPES)) : query;
        query = random.nextBoolean() ? query.withQueues(random.one(RandomInput.QUEUES)) : query;
        did("list " + query);

        assertThat(ListContract.allPages(store, query, () -> {})).isEqualTo(model.listed(query));
        model.jobs.stream().findFirst().ifPresent(this::assertSameHistory);
        assertThat(store.overview().workloads().stream()
                        .collect(Collectors.toMap(
                                workload -> List.of(workload.queue(), workload.type()),
                                workload -> List.of(
                                        workload.startable().jobs()
                                                + workload.keptBack().jobs()
                                                + workload.scheduled().jobs()
                                                + workload.declined().jobs(),
                                        workload.running(),
                                        workload.stopping()))))
                .isEqualTo(model.numbers());
    }

    private void assertAgreement() {
        final Map<JobId, Job> found = store.find(ids);
        assertThat(found.keySet())
                .isEqualTo(model.jobs.stream().map(job -> job.id).collect(Collectors.toSet()));
        for (final ModelJob job : model.jobs) {
            final Job stored = found.get(job.id);
            assertThat(stored).isNotNull();
            if (stored != null) {
                job.assertSame(stored);
            }
        }
        assertThat(QueuePositions.of(store, ids)).isEqualTo(model.positions());
    }

    /** Sees that a job's log and past attempts are as they should be. */
    private void assertSameHistory(final ModelJob job) {
        assertThat(store.log(job.id, 0, JobLog.LARGEST_PAGE).orElseThrow().lines().stream()
                        .map(LogLine::text))
                .as("the log of job %s", job.id)
                .isEqualTo(job.log);
        assertThat(store.attempts(job.id).stream().map(PastAttempt::end))
                .as("the attempts of job %s", job.id)
                .isEqualTo(job.attempts);
    }
}
