package dev.jobs.store.testkit;

import dev.jobs.AttemptLimits;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.RerunOutcome;
import dev.jobs.StageTime;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores that keep limits, attempts, stage times or reruns wrongly, each in one way. */
final class BrokenAttempts {
    private BrokenAttempts() {}

    /** The request of a stored job with other limits and priority. */
    private static Job requested(final Job job, final AttemptLimits limits, final int priority) {
        final JobRequest old = job.request();
        final JobRequest.Builder same = JobRequest.storedBuilder(old.type())
                .queue(old.queue())
                .priority(priority)
                .maxAttempts(old.maxAttempts())
                .backoff(old.backoff())
                .stages(old.stages())
                .attributes(old.attributes())
                .limits(limits)
                .storedRerunOf(old.rerunOf());
        old.owner().ifPresent(same::owner);
        old.idempotencyKey().ifPresent(same::idempotencyKey);
        old.payload().ifPresent(same::storedPayload);
        return new Job(job.id(), same.build(), job.state());
    }

    /** Forgets the limits of jobs. */
    static final class ForgetsLimits extends DelegatingJobStore {
        ForgetsLimits() {
            seenAs = job -> requested(job, AttemptLimits.NONE, job.priority());
        }
    }

    /** Shows other times at which attempts reach their limits than those that the store has. */
    private abstract static class ShowsOtherLimits extends DelegatingJobStore {
        final Map<JobId, Instant> shown = new ConcurrentHashMap<>();

        ShowsOtherLimits() {
            seenAs = job -> job.status() == JobStatus.PROCESSING && shown.containsKey(job.id())
                    ? new Job(
                            job.id(),
                            job.request(),
                            job.state().toBuilder()
                                    .timeLimitAt(Optional.ofNullable(shown.get(job.id())))
                                    .build())
                    : job;
            answeredAs = answer -> with(answer, seenAs.apply(answer.job()));
        }
    }

    /** Shows the time limit that an attempt had before. */
    static final class KeepsTimeLimits extends ShowsOtherLimits {
        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            claimed.forEach(one -> one.job()
                    .timeLimitAt()
                    .ifPresent(at -> shown.putIfAbsent(one.job().id(), at)));
            return claimed;
        }
    }

    /** Prefers the limit of the worker to that of the job. */
    static final class LimitsByTheClaim extends ShowsOtherLimits {
        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            request.timeLimit()
                    .ifPresent(limit -> claimed.forEach(one -> shown.put(
                            one.job().id(), one.job().startedAt().orElseThrow().plus(limit))));
            return claimed.stream()
                    .map(one -> new ClaimedJob(seenAs.apply(one.job()), one.lease()))
                    .toList();
        }
    }

    /** Keeps the stage times of the attempt before. */
    static final class KeepsStageTimes extends DelegatingJobStore {
        private final Map<JobId, List<StageTime>> kept = new ConcurrentHashMap<>();

        KeepsStageTimes() {
            seenAs = job -> {
                if (!job.stageTimes().isEmpty()) {
                    kept.put(job.id(), job.stageTimes());
                }
                return new Job(
                        job.id(),
                        job.request(),
                        job.state().toBuilder()
                                .stageTimes(kept.getOrDefault(job.id(), List.of()))
                                .build());
            };
        }
    }

    /** Changes the attempts that are read. */
    private abstract static class ChangesAttempts extends DelegatingJobStore {
        abstract List<PastAttempt> attempts(JobId id, List<PastAttempt> right);

        @Override
        public final List<PastAttempt> attempts(final JobId id) {
            return attempts(id, super.attempts(id));
        }
    }

    /** Keeps the attempts of jobs that completed at once. */
    static final class KeepsEveryAttempt extends ChangesAttempts {
        @Override
        List<PastAttempt> attempts(final JobId id, final List<PastAttempt> right) {
            return this.right
                    .find(id)
                    .filter(job -> job.status() == JobStatus.COMPLETE && job.attempt() == 1)
                    .map(job -> List.of(PastAttempt.builder(1, 1).build()))
                    .orElse(right);
        }
    }

    /** Leaves out what became of lost workers. */
    static final class ForgetsLostAttempts extends ChangesAttempts {
        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            reports.forEach(
                    report -> afterOthers(() -> !isProcessing(report.lease().jobId())));
            return super.report(reports);
        }

        @Override
        List<PastAttempt> attempts(final JobId id, final List<PastAttempt> right) {
            return right.stream()
                    .filter(attempt -> attempt.end() != PastAttempt.End.LOST)
                    .toList();
        }
    }

    /** Takes the end of a cancelled attempt for the time of its cancel. */
    static final class CancelsAtTheEnd extends ChangesAttempts {
        @Override
        List<PastAttempt> attempts(final JobId id, final List<PastAttempt> right) {
            return right.stream()
                    .map(attempt -> attempt.cancelledAt().isEmpty()
                            ? attempt
                            : PastAttempt.builder(attempt.number(), attempt.lease())
                                    .worker(attempt.worker())
                                    .times(attempt.startedAt(), attempt.endedAt())
                                    .end(attempt.end())
                                    .release(attempt.release())
                                    .cancelledAt(Optional.of(attempt.endedAt()))
                                    .build())
                    .toList();
        }
    }

    /** Knows no difference between a failure and a limit. */
    static final class TakesLimitsForFailures extends DelegatingJobStore {
        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            return super.report(reports.stream()
                    .map(report -> report instanceof Report.Failed failed
                            ? new Report.Failed(
                                    failed.lease(), failed.error(), failed.retryAfter(), Report.Failed.Cause.HANDLER)
                            : report)
                    .toList());
        }
    }

    /** Adds an attempt again for each repeat of its end. */
    static final class AddsAttemptsAtRepeats extends ChangesAttempts {
        private final Map<JobId, Integer> repeats = new ConcurrentHashMap<>();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final List<ReportOutcome> outcomes = super.report(reports);
            for (int i = 0; i < reports.size(); i++) {
                if (outcomes.get(i) == ReportOutcome.REPEATED) {
                    repeats.merge(reports.get(i).lease().jobId(), 1, Integer::sum);
                }
            }
            return outcomes;
        }

        @Override
        List<PastAttempt> attempts(final JobId id, final List<PastAttempt> right) {
            final List<PastAttempt> more = new ArrayList<>(right);
            for (int i = 0; i < repeats.getOrDefault(id, 0); i++) {
                more.add(right.get(right.size() - 1));
            }
            return more;
        }
    }

    /** Keeps the attempts of jobs that are gone. */
    static final class KeepsAttemptsOfPrunedJobs extends ChangesAttempts {
        private final Map<JobId, List<PastAttempt>> known = new ConcurrentHashMap<>();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final List<ReportOutcome> outcomes = super.report(reports);
            reports.forEach(report -> known.put(
                    report.lease().jobId(), right.attempts(report.lease().jobId())));
            return outcomes;
        }

        @Override
        List<PastAttempt> attempts(final JobId id, final List<PastAttempt> right) {
            return right.isEmpty() ? known.getOrDefault(id, List.of()) : right;
        }
    }

    /** Submits another job for each call. */
    static final class RerunsAtEachCall extends DelegatingJobStore {
        @Override
        public RerunOutcome rerun(final JobId id) {
            final RerunOutcome outcome = super.rerun(id);
            return outcome instanceof RerunOutcome.Rerun
                    ? new RerunOutcome.Rerun(
                            right.submit(JobRequest.rerunOf(right.find(id).orElseThrow())))
                    : outcome;
        }
    }

    /** Looks whether a job runs again, and then lets it: something may come between. */
    static final class ChecksBeforeItReruns extends DelegatingJobStore {
        private final Map<JobId, JobId> reruns = new ConcurrentHashMap<>();
        private final AtomicInteger checked = new AtomicInteger();

        ChecksBeforeItReruns() {
            seenAs = job -> new Job(
                    job.id(),
                    job.request(),
                    job.state().toBuilder()
                            .rerunAs(Optional.ofNullable(reruns.get(job.id())))
                            .build());
        }

        @Override
        public RerunOutcome rerun(final JobId id) {
            final JobId known = reruns.get(id);
            if (known != null) {
                return new RerunOutcome.Rerun(known);
            }
            final int before = checked.incrementAndGet();
            afterOthers(() -> checked.get() > before || reruns.containsKey(id));
            final JobId again = right.submit(JobRequest.rerunOf(right.find(id).orElseThrow()));
            reruns.put(id, again);
            return new RerunOutcome.Rerun(again);
        }
    }

    /** Lets a job run again whose work is still being stopped. */
    static final class RerunsStoppingJobs extends DelegatingJobStore {
        @Override
        public RerunOutcome rerun(final JobId id) {
            return super.rerun(id) instanceof RerunOutcome.NotEnded notEnded && notEnded.status() == JobStatus.CANCELLED
                    ? new RerunOutcome.Rerun(
                            right.submit(JobRequest.rerunOf(right.find(id).orElseThrow())))
                    : super.rerun(id);
        }
    }

    /** Forgets how urgent a job was when it runs again. */
    static final class RerunsWithoutPriority extends DelegatingJobStore {
        RerunsWithoutPriority() {
            seenAs = job -> job.rerunOf().isPresent() ? requested(job, job.limits(), 0) : job;
        }
    }

    /** Links a job to its rerun without telling those who watch it. */
    static final class LinksInSilence extends DelegatingJobStore {
        LinksInSilence() {
            seenAs = job -> job.rerunAs().isPresent() ? with(job, job.revision() - 1) : job;
        }
    }
}
