package dev.jobs.store.example;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Lease;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.WorkerId;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.support.KeptBack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** One job, and every change that can happen to it. Guarded by the store. */
final class StoredJob {
    private static final SplittableRandom RANDOM = new SplittableRandom();

    private final ListHistory history;
    final JobId id;
    final JobRequest request;

    /** Its place among the jobs of its queue and priority; of two jobs in one turn the one that was submitted first starts first. */
    long turn;

    /** True: it has not been due yet, and gets another turn then. */
    boolean takesTurn;

    JobState state;
    Optional<WorkerId> worker = Optional.empty();
    Set<WorkerId> declinedBy = Set.of();
    final StoredLog log = new StoredLog();
    final Deque<PastAttempt> attempts = new ArrayDeque<>();

    /** What kept it back when a claim met it last. */
    Optional<KeptBack> keptBack = Optional.empty();

    /** The job whose end made room for it since then, and the time. */
    Optional<StoredJob> freedBy = Optional.empty();

    Optional<PastWait> lastLimit = Optional.empty();
    private Instant freedAt = Instant.MIN;
    private String workerName = "";
    private Instant declinedUntil = Instant.MIN;
    private Optional<Instant> cancelledAt = Optional.empty();
    private long lease;
    private int losses;

    StoredJob(final JobId id, final JobRequest request, final Instant now, final ListHistory history) {
        this.id = id;
        this.history = history;
        this.request = request.stored();
        this.state = JobState.builder(now)
                .dueAt(request.dueAt().orElse(now.plus(request.delay().orElse(Duration.ZERO))))
                .build();
    }

    /** The job as a caller sees it. */
    Job job() {
        return new Job(id, request, state);
    }

    boolean has(final JobStatus status) {
        return state.status() == status;
    }

    boolean isFinished() {
        return state.finishedAt().isPresent();
    }

    boolean isStopping() {
        return has(JobStatus.CANCELLED) && !isFinished();
    }

    /** True if it waits in its queue's order. */
    boolean isWaiting(final Instant now) {
        return has(JobStatus.PENDING) && !state.dueAt().isAfter(now);
    }

    /** True if it has started, and does not wait in its queue again. */
    boolean hasStarted(final Instant now) {
        return state.startedAt().isPresent() && !isWaiting(now);
    }

    /** The time at which it was submitted or became due, whichever was later. */
    Instant startableSince() {
        return state.dueAt().isAfter(state.createdAt()) ? state.dueAt() : state.createdAt();
    }

    Lease lease(final WorkerId holder) {
        return new Lease(id, lease, holder);
    }

    boolean isHeldUnder(final Lease held) {
        return worker.equals(Optional.of(held.worker())) && lease == held.number();
    }

    void claimed(final ClaimRequest by, final String name, final Instant now) {
        worker = Optional.of(by.worker());
        workerName = name;
        lease = Lease.numberAfter(lease, RANDOM);
        final Instant started = later(now);
        lastLimit = keptBack.flatMap(kept -> limited(kept, started));
        keptBack = Optional.empty();
        change(
                now,
                next -> next.status(JobStatus.PROCESSING)
                        .attempt(state.attempt() + 1)
                        .startedAt(Optional.of(started))
                        .timeLimitAt(
                                request.limits().timeLimit().or(by::timeLimit).map(started::plus))
                        .stageTimes(List.of()));
        history.started(this);
    }

    private Optional<PastWait> limited(final KeptBack kept, final Instant started) {
        return switch (kept.reason()) {
            case LIMIT_REACHED ->
                Optional.of(new PastWait.ForLimit(
                        kept.by().name(), freedBy.isPresent() ? freedAt : started, freedBy.map(job -> job.id)));
            case RATE_LIMITED ->
                Optional.of(new PastWait.ForRate(
                        kept.by().name(), kept.until().filter(started::isAfter).orElse(started)));
            default -> Optional.empty();
        };
    }

    /** True if the end of another job may make room for it. */
    boolean waitsForRoomOf(final StoredJob other) {
        return keptBack.filter(kept -> kept.by().covers(other.request)).isPresent() && freedBy.isEmpty();
    }

    /** Notes that the end of another job has made room for it. */
    void freed(final StoredJob by, final Instant now) {
        freedBy = Optional.of(by);
        freedAt = now;
    }

    void cancelled(final Instant now) {
        if (has(JobStatus.PENDING)) {
            finish(now, JobStatus.CANCELLED, next -> next.release(Optional.of(Release.CONFIRMED)));
        } else {
            change(now, next -> next.status(JobStatus.CANCELLED).timeLimitAt(Optional.empty()));
            cancelledAt = Optional.of(state.updatedAt());
        }
    }

    ReportOutcome reported(final Report report, final Instant now) {
        if (lease != report.lease().number()) {
            return ReportOutcome.LEASE_LOST;
        }
        if (worker.isEmpty()) {
            return report instanceof Report.Ended ended && ended.leadsTo(state.status())
                    ? ReportOutcome.REPEATED
                    : ReportOutcome.LEASE_LOST;
        }
        if (!isHeldUnder(report.lease())) {
            return ReportOutcome.LEASE_LOST;
        }
        if (report instanceof Report.Released released) {
            released(released.release(), now);
            return ReportOutcome.APPLIED;
        }
        if (report instanceof Report.Logged logged) {
            log.add(logged, state.attempt(), now);
            return ReportOutcome.APPLIED;
        }
        if (isStopping()) {
            return ReportOutcome.CANCELLED;
        }
        if (report instanceof Report.Progressed progressed) {
            progressed(progressed, now);
        } else if (report instanceof Report.Completed completed) {
            if (state.attempt() > 1) {
                attemptEnds(PastAttempt.End.COMPLETED, now, attempt -> attempt);
            }
            leaseEnds();
            finish(
                    now,
                    JobStatus.COMPLETE,
                    next -> next.result(completed.result()).error(Optional.empty()));
        } else if (report instanceof Report.Failed failed) {
            attemptEnds(PastAttempt.End.of(failed.cause()), now, attempt -> attempt.error(Optional.of(failed.error())));
            leaseEnds();
            triedAgain(failed.error(), failed.retryAfter(), now);
        } else if (report instanceof Report.Declined declined) {
            declined(declined, now);
        }
        return ReportOutcome.APPLIED;
    }

    private void progressed(final Report.Progressed report, final Instant now) {
        final Optional<String> stage = report.stage().or(state::stage);
        final OverallProgress overall = state.overallProgress();
        change(
                now,
                next -> next.stage(stage)
                        .stageTimes(report.stageTimes().isEmpty() ? state.stageTimes() : report.stageTimes())
                        .progress(
                                stage.equals(state.stage())
                                        ? Math.max(state.progress(), report.progress())
                                        : report.progress())
                        .overallProgress(new OverallProgress(
                                overall.entered() | report.overallProgress().entered(),
                                Math.max(
                                        overall.percent(),
                                        report.overallProgress().percent()))));
    }

    private void triedAgain(final String error, final Optional<Duration> after, final Instant now) {
        if (after.isPresent() && state.attempt() < request.maxAttempts()) {
            becomesPending(now, now.plus(atMostAYear(after.get())), state.attempt(), Optional.of(error));
        } else {
            finish(now, JobStatus.FAILED, next -> next.error(Optional.of(error)));
        }
    }

    private static Duration atMostAYear(final Duration time) {
        final Duration year = Duration.ofDays(365);
        return time.compareTo(year) > 0 ? year : time;
    }

    private void declined(final Report.Declined report, final Instant now) {
        final Set<WorkerId> by = new HashSet<>(declinedBy);
        worker.ifPresent(by::add);
        final Instant until = declinedBy.isEmpty() ? now.plus(atMostAYear(report.grace())) : declinedUntil;
        leaseEnds();
        declinedBy = Set.copyOf(by);
        declinedUntil = until;
        becomesPending(now, now, state.attempt() - 1, state.error());
    }

    /** True if it has waited long enough for a worker that can read it. */
    boolean isDeclinedUntil(final Instant now) {
        return has(JobStatus.PENDING) && !declinedBy.isEmpty() && !declinedUntil.isAfter(now);
    }

    void failsUnread(final Instant now) {
        leaseEnds();
        lease = Lease.numberAfter(lease, RANDOM);
        finish(now, JobStatus.FAILED, next -> next.error(Optional.of(Report.Declined.ERROR)));
    }

    /** The work has stopped without an outcome. */
    void released(final Release release, final Instant now) {
        attemptEnds(
                isStopping() ? PastAttempt.End.CANCELLED : PastAttempt.End.HANDED_BACK,
                now,
                attempt -> attempt.release(Optional.of(release)));
        leaseEnds();
        if (isStopping()) {
            finish(now, JobStatus.CANCELLED, next -> next.release(Optional.of(release)));
        } else {
            becomesPending(now, now, state.attempt() - 1, state.error());
        }
    }

    /** The worker is gone. A new number refuses what it may still report. */
    void recovered(final Instant now) {
        final Optional<String> error = isStopping()
                ? Optional.empty()
                : Optional.of("The worker running this job was lost (" + (losses + 1) + " of " + state.attempt()
                        + " attempts ended so).");
        attemptEnds(
                isStopping() ? PastAttempt.End.CANCELLED : PastAttempt.End.LOST,
                now,
                attempt -> attempt.error(error).release(Optional.of(Release.PRESUMED)));
        leaseEnds();
        lease = Lease.numberAfter(lease, RANDOM);
        if (isStopping()) {
            finish(now, JobStatus.CANCELLED, next -> next.release(Optional.of(Release.PRESUMED)));
            return;
        }
        losses++;
        triedAgain(error.orElseThrow(), Optional.of(request.backoff().delayAfter(state.attempt(), RANDOM)), now);
    }

    /** Another job takes the place of this one. */
    void replacedBy(final JobId job, final Instant now) {
        cancelled(now);
        change(now, next -> next.replacedBy(Optional.of(job)));
    }

    /** Another job runs this one again. */
    void rerunAs(final JobId again, final Instant now) {
        change(now, next -> next.rerunAs(Optional.of(again)));
    }

    /** Notes the attempt that ends, as it stands before its end changes anything. */
    private void attemptEnds(
            final PastAttempt.End end, final Instant now, final UnaryOperator<PastAttempt.Builder> details) {
        final PastAttempt.Builder attempt = PastAttempt.builder(state.attempt(), lease)
                .worker(workerName)
                .times(state.startedAt().orElseThrow(), later(now))
                .end(end)
                .cancelledAt(cancelledAt);
        attempts.add(details.apply(attempt).build());
        if (attempts.size() > PastAttempt.MOST_KEPT) {
            attempts.remove();
        }
    }

    private void leaseEnds() {
        worker = Optional.empty();
        declinedBy = Set.of();
    }

    private void becomesPending(
            final Instant now, final Instant dueAt, final int attempt, final Optional<String> error) {
        change(
                now,
                next -> next.status(JobStatus.PENDING)
                        .timeLimitAt(Optional.empty())
                        .attempt(attempt)
                        .error(error)
                        .stage(Optional.empty())
                        .progress(0)
                        .overallProgress(OverallProgress.NONE)
                        .dueAt(dueAt));
    }

    private void finish(final Instant now, final JobStatus status, final UnaryOperator<JobState.Builder> changes) {
        change(
                now,
                next -> changes.apply(next.status(status).timeLimitAt(Optional.empty()))
                        .finishedAt(Optional.of(later(now))));
        history.ended(this);
    }

    private void change(final Instant now, final UnaryOperator<JobState.Builder> changes) {
        state = changes.apply(state.toBuilder().updatedAt(later(now)).revision(state.revision() + 1))
                .build();
    }

    private Instant later(final Instant now) {
        return now.isAfter(state.updatedAt()) ? now : state.updatedAt();
    }
}
