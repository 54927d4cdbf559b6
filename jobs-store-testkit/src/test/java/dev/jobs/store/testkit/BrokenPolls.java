package dev.jobs.store.testkit;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** Stores that answer those who wait wrongly, each in one way. */
final class BrokenPolls {
    private static final List<JobStatus> STATUSES = List.of(JobStatus.values());

    private BrokenPolls() {}

    /** Does not count changes. */
    static final class LeavesTheRevision extends DelegatingJobStore {
        LeavesTheRevision() {
            answeredAs = answer -> with(answer, with(answer.job(), 1));
        }
    }

    /** Counts attempts and statuses, as if nothing else could be seen. */
    static final class CountsChangesOfStatusOnly extends DelegatingJobStore {
        CountsChangesOfStatusOnly() {
            answeredAs = answer -> with(
                    answer,
                    with(
                            answer.job(),
                            answer.job().attempt() * 10L
                                    + STATUSES.indexOf(answer.job().status())
                                    + 1));
        }
    }

    /** Answers many polls, each with what belongs to the next. */
    static final class MixesUpAnswers extends DelegatingJobStore {
        @Override
        public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
            final Map<JobId, JobPollResponse> right = super.poll(ids);
            final List<JobId> order = new ArrayList<>(right.keySet());
            final Map<JobId, JobPollResponse> answers = new HashMap<>();
            right.forEach((id, answer) -> answers.put(order.get((order.indexOf(id) + 1) % order.size()), answer));
            return answers;
        }
    }

    /** Answers the first of many polls. */
    static final class AnswersTheFirst extends DelegatingJobStore {
        @Override
        public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
            return super.poll(ids.stream().limit(1).toList());
        }
    }

    /** Keeps of overall progress something that it should not, from one report to the next. */
    private abstract static class KeepsOverallProgress extends DelegatingJobStore {
        private final Map<JobId, OverallProgress> kept = new ConcurrentHashMap<>();

        KeepsOverallProgress(final BiFunction<Job, OverallProgress, OverallProgress> shown) {
            seenAs = job -> kept.containsKey(job.id())
                    ? with(job, shown.apply(job, kept.getOrDefault(job.id(), OverallProgress.NONE)))
                    : job;
            answeredAs = answer -> with(answer, seenAs.apply(answer.job()));
        }

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            for (final Report report : reports) {
                if (report instanceof Report.Progressed progressed) {
                    kept.put(report.lease().jobId(), progressed.overallProgress());
                }
            }
            return super.report(reports);
        }
    }

    /** Writes the percentage that was reported last. */
    static final class LetsOverallProgressFall extends KeepsOverallProgress {
        LetsOverallProgressFall() {
            super((job, last) -> new OverallProgress(job.overallProgress().entered(), last.percent()));
        }
    }

    /** Writes the stages entered that were reported last. */
    static final class ForgetsStages extends KeepsOverallProgress {
        ForgetsStages() {
            super((job, last) ->
                    new OverallProgress(last.entered(), job.overallProgress().percent()));
        }
    }

    /** Lets the next attempt begin where the last one ended. */
    static final class CarriesOverallProgressOver extends KeepsOverallProgress {
        CarriesOverallProgressOver() {
            super((job, last) -> job.status() == JobStatus.PENDING ? last : job.overallProgress());
        }
    }

    /** Loses the stages of a type on their way to the store. */
    static final class DropsDeclaredStages extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            return super.submit(requests.stream()
                    .map(request -> {
                        final JobRequest.Builder without = JobRequest.builder(
                                        request.type(), request.payload().orElseThrow())
                                .queue(request.queue())
                                .priority(request.priority())
                                .maxAttempts(request.maxAttempts())
                                .backoff(request.backoff());
                        request.owner().ifPresent(without::owner);
                        request.idempotencyKey().ifPresent(without::idempotencyKey);
                        request.dueAt().ifPresent(without::dueAt);
                        return without.build();
                    })
                    .toList());
        }
    }

    /** Takes each job for the last of its queue. */
    static final class CountsTheQueueUpToTheJob extends DelegatingJobStore {
        CountsTheQueueUpToTheJob() {
            answeredAs = answer -> answer.queuePosition().isPresent()
                    ? with(
                            answer,
                            Waiting.inQueue(
                                    answer.waiting().orElseThrow().reason(),
                                    answer.queuePosition().getAsLong(),
                                    answer.queuePosition().getAsLong()))
                    : answer;
        }
    }

    /** Does not look whether anybody handles a job. */
    static final class SaysThatWorkersAreBusy extends DelegatingJobStore {
        SaysThatWorkersAreBusy() {
            answeredAs = answer -> answer.queuePosition().isPresent()
                    ? with(
                            answer,
                            Waiting.inQueue(
                                    WaitReason.WORKERS_BUSY,
                                    answer.queuePosition().getAsLong(),
                                    answer.queueSize().getAsLong()))
                    : answer;
        }
    }

    /** Does not tell a first due time from that after a failure. */
    static final class TakesARetryForASchedule extends DelegatingJobStore {
        TakesARetryForASchedule() {
            answeredAs = answer ->
                    answer.waiting().isPresent() && answer.queuePosition().isEmpty()
                            ? with(answer, Waiting.until(WaitReason.SCHEDULED))
                            : answer;
        }
    }

    /** Makes an estimate, sees it, and never makes another: nor does it look at the clock again. */
    static final class EstimatesOnce extends DelegatingJobStore {
        private final Map<JobId, Estimate> first = new ConcurrentHashMap<>();
        private volatile Optional<Instant> at = Optional.empty();

        EstimatesOnce() {
            answeredAs = answer -> {
                answer.estimate()
                        .ifPresent(known -> first.putIfAbsent(answer.job().id(), known));
                at = at.or(() -> Optional.of(answer.at()));
                return JobPollResponse.builder(answer.job(), at.orElseThrow())
                        .waiting(answer.waiting())
                        .estimate(answer.estimate()
                                .map(known -> first.getOrDefault(answer.job().id(), known)))
                        .build();
            };
        }
    }

    /** Makes estimates of what it does not know. */
    private abstract static class MakesUpEstimates extends DelegatingJobStore {
        MakesUpEstimates(final BiFunction<JobPollResponse, Instant, Optional<Estimate>> made) {
            answeredAs = answer -> answer.job().status().isTerminal()
                    ? answer
                    : JobPollResponse.builder(answer.job(), answer.at())
                            .waiting(answer.waiting())
                            .estimate(answer.estimate()
                                    .or(() -> made.apply(answer, answer.at().plus(Duration.ofMinutes(1)))))
                            .build();
        }
    }

    /** Takes it that every job lasts a minute until it knows better. */
    static final class EstimatesFromNothing extends MakesUpEstimates {
        EstimatesFromNothing() {
            super((answer, soon) -> answer.job().status() == JobStatus.PROCESSING
                    ? Optional.of(new Estimate(Optional.empty(), Optional.of(soon)))
                    : Optional.empty());
        }
    }

    /** Takes it that a worker will come. */
    static final class EstimatesWithoutAWorker extends MakesUpEstimates {
        EstimatesWithoutAWorker() {
            super((answer, soon) -> answer.job().status() == JobStatus.PENDING
                    ? Optional.of(new Estimate(Optional.of(soon), Optional.empty()))
                    : Optional.empty());
        }
    }

    /** Takes all jobs for alike. */
    static final class EstimatesByPosition extends DelegatingJobStore {
        EstimatesByPosition() {
            answeredAs = answer -> answer.estimate().isEmpty()
                            || answer.queuePosition().isEmpty()
                    ? answer
                    : JobPollResponse.builder(answer.job(), answer.at())
                            .waiting(answer.waiting())
                            .estimate(Optional.of(new Estimate(
                                    Optional.of(answer.at()
                                            .plusMillis(
                                                    400 * answer.queuePosition().getAsLong())),
                                    Optional.empty())))
                            .build();
        }
    }
}
