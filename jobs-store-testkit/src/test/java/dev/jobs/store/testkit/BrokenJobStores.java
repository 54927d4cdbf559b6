package dev.jobs.store.testkit;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.Subscription;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.Lease;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Stores that are broken on purpose, each in one way that has been seen in the field. */
final class BrokenJobStores {
    private BrokenJobStores() {}

    /** Forgets the attributes of jobs. */
    static final class ForgetsAttributes extends DelegatingJobStore {
        ForgetsAttributes() {
            seenAs = job -> new Job(job.id(), withoutAttributes(job.request()), job.state());
        }

        private static JobRequest withoutAttributes(final JobRequest request) {
            final JobRequest.Builder same = JobRequest.storedBuilder(request.type())
                    .queue(request.queue())
                    .priority(request.priority())
                    .maxAttempts(request.maxAttempts())
                    .backoff(request.backoff())
                    .stages(request.stages());
            request.owner().ifPresent(same::owner);
            request.idempotencyKey().ifPresent(same::idempotencyKey);
            request.payload().ifPresent(same::storedPayload);
            return same.build();
        }
    }

    /** Takes a job for due that has a delay. */
    static final class ForgetsDelays extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            return super.submit(requests.stream()
                    .map(request -> request.delay().isPresent()
                            ? JobRequest.builder(
                                            request.type(), request.payload().orElseThrow())
                                    .build()
                            : request)
                    .toList());
        }
    }

    /** Writes whatever is reported, under whichever lease. */
    static final class ForgetsLeases extends DelegatingJobStore {
        private final Map<JobId, Lease> current = new ConcurrentHashMap<>();

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            claimed.forEach(one -> current.put(one.job().id(), one.lease()));
            return claimed;
        }

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            return super.report(reports.stream().map(this::underTheCurrentLease).toList());
        }

        private Report underTheCurrentLease(final Report report) {
            return under(current.getOrDefault(report.lease().jobId(), report.lease()), report);
        }
    }

    /** The same report under another lease. */
    private static Report under(final Lease lease, final Report report) {
        if (report instanceof Report.Progressed progressed) {
            return Report.progressed(lease, progressed.stage(), progressed.progress(), progressed.overallProgress())
                    .withStageTimes(progressed.stageTimes());
        } else if (report instanceof Report.Logged logged) {
            return Report.logged(lease, logged.first(), logged.lines(), logged.kept());
        } else if (report instanceof Report.Completed completed) {
            return Report.completed(lease, completed.result());
        } else if (report instanceof Report.Failed failed) {
            return new Report.Failed(lease, failed.error(), failed.retryAfter(), failed.cause());
        }
        return Report.released(lease, ((Report.Released) report).release());
    }

    /** Asks only for the number of a lease, and not who holds it. */
    static final class IgnoresWhoHoldsALease extends DelegatingJobStore {
        private final Map<JobId, Lease> current = new ConcurrentHashMap<>();

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            claimed.forEach(one -> current.put(one.job().id(), one.lease()));
            return claimed;
        }

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            return super.report(reports.stream().map(this::ofTheHolder).toList());
        }

        private Report ofTheHolder(final Report report) {
            final Lease said = report.lease();
            final Lease held = current.getOrDefault(said.jobId(), said);
            return held.number() == said.number() ? under(held, report) : report;
        }
    }

    /** Counts the leases of each job: a store that forgot the last one would give its number again. */
    static final class CountsLeases extends DelegatingJobStore {
        private final Map<Lease, Lease> given = new ConcurrentHashMap<>();
        private final Map<JobId, Long> last = new ConcurrentHashMap<>();

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            return super.claim(request).stream().map(this::counted).toList();
        }

        private ClaimedJob counted(final ClaimedJob claimed) {
            final Lease right = claimed.lease();
            final Lease counted = new Lease(right.jobId(), last.merge(right.jobId(), 1L, Long::sum), right.worker());
            given.put(counted, right);
            return new ClaimedJob(claimed.job(), counted);
        }

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            return super.report(reports.stream()
                    .map(report -> under(given.getOrDefault(report.lease(), report.lease()), report))
                    .toList());
        }

        @Override
        public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
            return super.heartbeat(Heartbeat.builder(heartbeat.worker(), heartbeat.profile())
                    .timeToLive(heartbeat.timeToLive())
                    .held(heartbeat.held().stream()
                            .map(lease -> given.getOrDefault(lease, lease))
                            .collect(Collectors.toSet()))
                    .build());
        }
    }

    /** Gives two claimers the same job. */
    static final class ClaimsWhatIsClaimed extends DelegatingJobStore {
        private final List<ClaimedJob> last = new CopyOnWriteArrayList<>();

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            if (claimed.isEmpty()) {
                return List.copyOf(last);
            }
            last.clear();
            last.addAll(claimed.subList(0, 1));
            return claimed;
        }
    }

    /** Gives the youngest first, among those it gives. */
    static final class ClaimsBackwards extends DelegatingJobStore {
        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = new ArrayList<>(super.claim(request));
            Collections.reverse(claimed);
            return claimed;
        }
    }

    /** Shows a cancelled job as complete, once its worker has said so. */
    static final class LetsCompletionsUndoCancels extends DelegatingJobStore {
        private final Set<JobId> undone = ConcurrentHashMap.newKeySet();

        LetsCompletionsUndoCancels() {
            seenAs = job ->
                    undone.contains(job.id()) ? ended(job, JobStatus.COMPLETE, Optional.empty(), job.updatedAt()) : job;
        }

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            reports.forEach(
                    report -> afterOthers(() -> !isProcessing(report.lease().jobId())));
            final List<ReportOutcome> outcomes = super.report(reports);
            for (int i = 0; i < reports.size(); i++) {
                if (outcomes.get(i) == ReportOutcome.CANCELLED && reports.get(i) instanceof Report.Completed) {
                    undone.add(reports.get(i).lease().jobId());
                }
            }
            return outcomes;
        }
    }

    /** Looks whether the job has ended, and then cancels it: something may come between. */
    static final class ChecksBeforeItCancels extends DelegatingJobStore {
        private final AtomicInteger checked = new AtomicInteger();
        private final AtomicInteger completed = new AtomicInteger();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            if (reports.stream().anyMatch(Report.Completed.class::isInstance)) {
                afterOthers(() -> checked.get() > completed.get());
                completed.incrementAndGet();
            }
            return super.report(reports);
        }

        @Override
        public CancelOutcome cancel(final JobId id) {
            final Optional<Job> job = right.find(id);
            if (job.isEmpty()) {
                return new CancelOutcome.NotFound();
            }
            if (job.get().status().isTerminal()) {
                return new CancelOutcome.AlreadyTerminal(job.get().status());
            }
            final int before = checked.incrementAndGet();
            afterOthers(() -> hasEnded(id) || checked.get() > before);
            super.cancel(id);
            return new CancelOutcome.Cancelled();
        }
    }

    /** Says that a job is finished as soon as it is cancelled. */
    static final class FinishesAtCancel extends DelegatingJobStore {
        FinishesAtCancel() {
            seenAs = job -> job.isStopping()
                    ? ended(job, JobStatus.CANCELLED, Optional.of(Release.CONFIRMED), job.updatedAt())
                    : job;
        }
    }

    /** Writes the first report of a call, and says that it has written all. */
    static final class LosesTheSecondReport extends DelegatingJobStore {
        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final List<ReportOutcome> outcomes = new ArrayList<>();
            reports.stream().limit(1).forEach(first -> outcomes.addAll(super.report(List.of(first))));
            reports.stream().skip(1).forEach(lost -> outcomes.add(ReportOutcome.APPLIED));
            return outcomes;
        }
    }

    /** Spends an attempt for a job that is handed back. */
    static final class CountsHandedBackAttempts extends DelegatingJobStore {
        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            return super.report(reports.stream().map(this::asAFailure).toList());
        }

        private Report asAFailure(final Report report) {
            final boolean handedBack = report instanceof Report.Released
                    && right.find(report.lease().jobId())
                            .filter(job -> job.status() == JobStatus.PROCESSING)
                            .isPresent();
            return handedBack ? Report.failed(report.lease(), "handed back", Duration.ZERO) : report;
        }
    }

    /** Counts the job itself among those that are ahead of it. */
    static final class CountsPositionsFromTwo extends DelegatingJobStore {
        CountsPositionsFromTwo() {
            answeredAs = answer -> answer.waiting()
                    .filter(how -> how.queuePosition().isPresent())
                    .map(how -> with(
                            answer,
                            Waiting.inQueue(
                                    how.reason(),
                                    how.queuePosition().getAsLong() + 1,
                                    how.queueSize().getAsLong() + 1)))
                    .orElse(answer);
        }
    }

    /** Has one set of idempotency keys for all owners. */
    static final class SharesKeysAmongOwners extends DelegatingJobStore {
        private final Map<String, JobId> keys = new ConcurrentHashMap<>();

        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            if (requests.size() != 1 || requests.get(0).idempotencyKey().isEmpty()) {
                return super.submit(requests);
            }
            final String key = requests.get(0).idempotencyKey().get();
            final JobId known = keys.get(key);
            if (known != null) {
                return List.of(known);
            }
            final List<JobId> ids = super.submit(requests);
            keys.put(key, ids.get(0));
            return ids;
        }
    }

    /** Stores the requests of a submission one by one. */
    static final class StoresHalfOfASubmission extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            return List.copyOf(requests).stream()
                    .map(request -> super.submit(List.of(request)).get(0))
                    .toList();
        }
    }

    /** Deletes jobs that are still being stopped. */
    static final class PrunesStoppingJobs extends DelegatingJobStore {
        private final Set<JobId> deleted = ConcurrentHashMap.newKeySet();

        @Override
        public int prune(final Duration olderThan, final int limit) {
            right.list(JobQuery.all().withStatuses(JobStatus.CANCELLED)).stream()
                    .filter(Job::isStopping)
                    .forEach(job -> deleted.add(job.id()));
            return super.prune(olderThan, limit);
        }

        @Override
        public Map<JobId, Job> find(final Collection<JobId> ids) {
            final Map<JobId, Job> found = super.find(ids);
            found.keySet().removeAll(deleted);
            return found;
        }
    }

    /** Begins each page with the last job of the page before. */
    static final class ListsAJobTwice extends DelegatingJobStore {
        @Override
        public List<Job> list(final JobQuery query) {
            final List<Job> page = new ArrayList<>(super.list(query));
            query.after().flatMap(right::find).ifPresent(last -> page.add(0, last));
            return page.stream().limit(query.pageSize()).toList();
        }
    }

    /** Takes the jobs of workers that live. */
    static final class RecoversTheLiving extends DelegatingJobStore {
        private final Map<WorkerId, Heartbeat> heard = new ConcurrentHashMap<>();
        private final Map<WorkerId, Set<Lease>> claimed = new ConcurrentHashMap<>();

        @Override
        public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
            heard.put(heartbeat.worker(), heartbeat);
            return super.heartbeat(heartbeat);
        }

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> given = super.claim(request);
            claimed.computeIfAbsent(request.worker(), worker -> new HashSet<>())
                    .addAll(given.stream().map(ClaimedJob::lease).collect(Collectors.toSet()));
            return given;
        }

        @Override
        public List<RecoveredJob> recover() {
            heard.forEach((worker, last) -> right.heartbeat(Heartbeat.builder(worker, last.profile())
                    .held(claimed.getOrDefault(worker, Set.of()))
                    .build()));
            return super.recover();
        }
    }

    /** Tells of jobs that there are not. */
    static final class SignalsOfNothing extends DelegatingJobStore {
        private final List<Consumer<JobSignal>> listeners = new CopyOnWriteArrayList<>();

        @Override
        public Subscription subscribe(final Consumer<JobSignal> listener) {
            listeners.add(listener);
            return super.subscribe(listener);
        }

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            listeners.forEach(listener -> listener.accept(new JobSignal.Finished(JobId.random())));
            return super.claim(request);
        }
    }

    /** Tells nothing, ever: which is allowed. */
    static final class NeverSignals extends DelegatingJobStore {
        @Override
        public Subscription subscribe(final Consumer<JobSignal> listener) {
            return super.subscribe(signal -> {});
        }
    }

    /** Cannot be closed. */
    static final class StaysOpen extends DelegatingJobStore {
        @Override
        public void close() {}
    }
}
