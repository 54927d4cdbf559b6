package dev.jobs.store.testkit;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.StartRate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores that break a promise of limits, each in one way. */
final class BrokenLimits {
    private BrokenLimits() {}

    /** A store that keeps other limits than it was given, and tells of the right ones. */
    private abstract static class OtherLimits extends DelegatingJobStore {
        private final Map<String, Limit> given = new HashMap<>();

        abstract Limit kept(Limit limit);

        @Override
        public void setLimit(final Limit limit) {
            given.put(limit.name(), limit);
            right.setLimit(kept(limit));
        }

        @Override
        public List<LimitUse> limits() {
            return right.limits().stream()
                    .map(use -> told(use, given.getOrDefault(use.limit().name(), use.limit())))
                    .toList();
        }

        private static LimitUse told(final LimitUse use, final Limit limit) {
            final LimitUse.Builder told = LimitUse.builder(limit, use.source()).running(use.running());
            use.oldestKeptBack().ifPresent(oldest -> told.keptBack(use.keptBack(), oldest));
            return told.build();
        }

        static Limit with(final Limit limit, final int more) {
            final Limit.Builder other = Limit.builder(limit.name());
            limit.atOnce().ifPresent(attempts -> other.atOnce(attempts + more));
            limit.rate().ifPresent(other::rate);
            limit.message().ifPresent(other::message);
            return other.build();
        }
    }

    /** Lets one attempt more run than a limit allows. */
    static final class ExceedsByOne extends OtherLimits {
        @Override
        Limit kept(final Limit limit) {
            return with(limit, 1);
        }
    }

    /** Lets more start at once than a rate allows. */
    static final class LetsBurstsThrough extends OtherLimits {
        @Override
        Limit kept(final Limit limit) {
            final Limit.Builder other = Limit.builder(limit.name());
            limit.atOnce().ifPresent(other::atOnce);
            limit.rate().ifPresent(rate -> other.rate(new StartRate(rate.starts(), rate.period(), rate.burst() + 1)));
            return other.build();
        }
    }

    /** Starts nothing while it keeps thousands of jobs back. */
    static final class StartsNothingBehindMany extends DelegatingJobStore {
        private static final int MANY = 1_000;

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            if (right.limits().stream().allMatch(use -> use.keptBack() < MANY)) {
                return claimed;
            }
            claimed.forEach(one -> right.report(Report.released(one.lease(), Release.CONFIRMED)));
            return List.of();
        }
    }

    /** Loses a permit with each worker that is lost, as a counter does. */
    static final class LosesPermitsOfLostWorkers extends OtherLimits {
        private int lost;

        @Override
        Limit kept(final Limit limit) {
            return with(limit, -Math.min(lost, limit.atOnce().orElse(0)));
        }

        @Override
        public List<RecoveredJob> recover() {
            final List<RecoveredJob> recovered = super.recover();
            for (final RecoveredJob job : recovered) {
                if (!job(job.id()).request().limitKeys().isEmpty()) {
                    lost++;
                    limits().forEach(use -> setLimit(use.limit()));
                }
            }
            return recovered;
        }

        private Job job(final JobId id) {
            return right.find(id).orElseThrow();
        }
    }

    /** Frees the permit of a cancelled job at once, though its work may go on. */
    static final class FreesPermitsAtACancel extends OtherLimits {
        private int cancelled;

        @Override
        Limit kept(final Limit limit) {
            return with(limit, cancelled);
        }

        @Override
        public CancelOutcome cancel(final JobId id) {
            final CancelOutcome outcome = super.cancel(id);
            if (right.find(id).filter(job -> job.finishedAt().isEmpty()).isPresent()) {
                cancelled++;
                limits().forEach(use -> setLimit(use.limit()));
            }
            return outcome;
        }
    }

    /** Takes a limit with a star as one for all of its keys together. */
    static final class SharesALimitAmongKeys extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            final List<JobRequest> shared = new ArrayList<>();
            for (final JobRequest request : requests) {
                shared.add(
                        request.limitKeys().stream().noneMatch(key -> key.startsWith("tenant:"))
                                ? request
                                : JobRequest.builder(
                                                request.type(),
                                                request.payload().orElseThrow())
                                        .queue(request.queue())
                                        .limitKeys("tenant:all")
                                        .build());
            }
            return super.submit(shared);
        }
    }

    /** Lets defaults of the code replace what an operator has set. */
    static final class DefaultsReplace extends DelegatingJobStore {
        @Override
        public boolean setDefaultLimit(final Limit limit) {
            right.removeLimit(limit.name());
            return super.setDefaultLimit(limit);
        }
    }

    /** Keeps back the jobs behind those that are kept back. */
    static final class KeepsAllBackBehindALimit extends DelegatingJobStore {
        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final boolean keptBack = right.list(JobQuery.all().withStatuses(JobStatus.PENDING)).stream()
                    .flatMap(job -> right.poll(job.id()).flatMap(JobPollResponse::waiting).stream())
                    .anyMatch(how -> how.reason() == WaitReason.LIMIT_REACHED);
            return keptBack ? List.of() : super.claim(request);
        }
    }

    /** Tells nobody of a limit. */
    static final class HidesLimits extends DelegatingJobStore {
        HidesLimits() {
            answeredAs = answer -> answer.waiting()
                            .filter(how -> how.reason() == WaitReason.LIMIT_REACHED)
                            .isEmpty()
                    ? answer
                    : with(
                            answer,
                            Waiting.inQueue(
                                    WaitReason.WORKERS_BUSY,
                                    answer.queuePosition().orElseThrow(),
                                    answer.queueSize().orElseThrow()));
        }
    }

    /** Tells of the time of the answer as that since which the oldest job is kept back. */
    static final class TellsOfTheNewest extends DelegatingJobStore {
        @Override
        public List<LimitUse> limits() {
            final Instant now = right.overview().at();
            return right.limits().stream()
                    .map(use -> use.keptBack() == 0
                            ? use
                            : LimitUse.builder(use.limit(), use.source())
                                    .running(use.running())
                                    .keptBack(use.keptBack(), now)
                                    .build())
                    .toList();
        }
    }

    /** Forgets the limit keys of jobs. */
    static final class ForgetsKeys extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            return super.submit(requests.stream()
                    .map(request -> JobRequest.builder(
                                    request.type(), request.payload().orElseThrow())
                            .queue(request.queue())
                            .build())
                    .toList());
        }
    }

    /** Takes the pause of an owner or a limit key as a note. */
    static final class PausesNobody extends DelegatingJobStore {
        private final Map<PauseTarget, Pause> noted = new HashMap<>();

        @Override
        public Pause pause(final PauseRequest request) {
            final Pause pause = super.pause(request);
            if (request.target().kind().compareTo(PauseTarget.Kind.TYPE) > 0) {
                right.resume(request.target());
                noted.put(request.target(), pause);
            }
            return pause;
        }

        @Override
        public Optional<Pause> resume(final PauseTarget target) {
            return Optional.ofNullable(noted.remove(target)).or(() -> right.resume(target));
        }
    }
}
