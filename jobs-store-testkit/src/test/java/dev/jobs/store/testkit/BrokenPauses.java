package dev.jobs.store.testkit;

import dev.jobs.Estimate;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stores that break a promise of pauses, each in one way. */
final class BrokenPauses {
    private BrokenPauses() {}

    /** Keeps a pause as a note, and starts everything. */
    static final class StartsPausedJobs extends DelegatingJobStore {
        @Override
        public Pause pause(final PauseRequest request) {
            return Pause.builder(request.target(), Instant.now()).build();
        }
    }

    /** Pauses a type in one queue only. */
    static final class PausesTypesInTheFirstQueue extends DelegatingJobStore {
        @Override
        public Pause pause(final PauseRequest request) {
            return request.target().kind() == PauseTarget.Kind.QUEUE
                    ? super.pause(request)
                    : super.pause(PauseRequest.builder(PauseTarget.queue(ContractFixture.QUEUE))
                            .build());
        }
    }

    /** Pauses the other queue too. */
    static final class PausesMore extends DelegatingJobStore {
        @Override
        public Pause pause(final PauseRequest request) {
            super.pause(PauseRequest.builder(PauseTarget.queue(ContractFixture.OTHER_QUEUE))
                    .build());
            return super.pause(request);
        }
    }

    /** Cancels what runs at a pause. */
    static final class StopsWhatRuns extends DelegatingJobStore {
        @Override
        public Pause pause(final PauseRequest request) {
            right.list(JobQuery.all().withStatuses(JobStatus.PROCESSING)).forEach(job -> right.cancel(job.id()));
            return super.pause(request);
        }
    }

    /** Lets every pause hold until it is resumed. */
    static final class ForgetsEnds extends DelegatingJobStore {
        @Override
        public Pause pause(final PauseRequest request) {
            final PauseRequest.Builder without = PauseRequest.builder(request.target());
            request.reason().ifPresent(without::reason);
            return super.pause(without.build());
        }
    }

    /** Leaves a pause as it is when it is asked for again. */
    static final class KeepsTheFirstPause extends DelegatingJobStore {
        @Override
        public Pause pause(final PauseRequest request) {
            return pauses().stream()
                    .filter(pause -> pause.target().equals(request.target()))
                    .findFirst()
                    .orElseGet(() -> super.pause(request));
        }
    }

    /** Resumes everything at once. */
    static final class ResumesAll extends DelegatingJobStore {
        @Override
        public Optional<Pause> resume(final PauseTarget target) {
            final Optional<Pause> ended = super.resume(target);
            right.pauses().forEach(pause -> right.resume(pause.target()));
            return ended;
        }
    }

    /** Lists pauses in the order in which they came. */
    static final class ListsPausesAsTheyCame extends DelegatingJobStore {
        @Override
        public List<Pause> pauses() {
            return super.pauses().stream()
                    .sorted((one, other) -> one.pausedAt().compareTo(other.pausedAt()))
                    .toList();
        }
    }

    /** Shows a paused job as one whose workers are busy. */
    static final class HidesPauses extends DelegatingJobStore {
        HidesPauses() {
            answeredAs = answer -> isPaused(answer)
                    ? with(
                            answer,
                            Waiting.inQueue(
                                    WaitReason.WORKERS_BUSY,
                                    answer.queuePosition().orElseThrow(),
                                    answer.queueSize().orElseThrow()))
                    : answer;
        }
    }

    /** Shows every job of a paused queue as paused, though it is not due. */
    static final class PausesWhatIsNotDue extends DelegatingJobStore {
        PausesWhatIsNotDue() {
            answeredAs = answer ->
                    answer.queuePosition().isEmpty() && answer.waiting().isPresent()
                            ? with(answer, Waiting.inQueue(WaitReason.PAUSED, 1, 1))
                            : answer;
        }
    }

    /** Tells of a type's pause before that of a queue. */
    static final class TellsOfTheWeakerPause extends DelegatingJobStore {
        TellsOfTheWeakerPause() {
            answeredAs = answer -> right.pauses().stream()
                    .filter(pause -> pause.target().kind() == PauseTarget.Kind.TYPE)
                    .flatMap(pause -> pause.reason().stream())
                    .findFirst()
                    .map(reason -> with(answer, answer.waiting().orElseThrow().withMessage(reason)))
                    .orElse(answer);
        }
    }

    /** Counts paused jobs among those that may start. */
    static final class CountsPausedJobsAsStartable extends DelegatingJobStore {
        @Override
        public Overview overview() {
            final Overview overview = super.overview();
            return new Overview(
                    overview.at(),
                    overview.workloads().stream()
                            .map(CountsPausedJobsAsStartable::wrong)
                            .toList());
        }

        private static Workload wrong(final Workload right) {
            final Instant asOf = right.startable().asOf();
            final long all = right.startable().jobs() + right.paused().jobs();
            final Workload.Builder wrong =
                    Workload.builder(right.queue(), right.type(), asOf).startable(JobCount.exactly(all, asOf));
            if (all > 0) {
                wrong.oldestStartable(right.oldestStartable().orElse(asOf));
            }
            return wrong.build();
        }
    }

    /** Foresees that a paused job starts now. */
    static final class ForeseesPausedJobs extends DelegatingJobStore {
        ForeseesPausedJobs() {
            answeredAs = answer -> isPaused(answer)
                    ? answer.toBuilder()
                            .estimate(Optional.of(new Estimate(Optional.of(answer.at()), Optional.empty())))
                            .build()
                    : answer;
        }
    }

    private static boolean isPaused(final JobPollResponse answer) {
        return answer.waiting().filter(how -> how.reason() == WaitReason.PAUSED).isPresent();
    }
}
