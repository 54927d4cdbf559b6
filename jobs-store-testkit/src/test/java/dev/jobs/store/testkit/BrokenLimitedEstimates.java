package dev.jobs.store.testkit;

import dev.jobs.Estimate;
import dev.jobs.JobPollResponse;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Stores that estimate wrongly where limits and pauses keep jobs back, each in one way. */
final class BrokenLimitedEstimates {
    private BrokenLimitedEstimates() {}

    /** Tells another start of some jobs that wait. */
    private abstract static class OtherStarts extends DelegatingJobStore {
        OtherStarts(final Predicate<JobPollResponse> which, final Function<JobPollResponse, Instant> start) {
            answeredAs = answer -> which.test(answer)
                    ? answer.toBuilder()
                            .estimate(Optional.of(new Estimate(Optional.of(start.apply(answer)), Optional.empty())))
                            .build()
                    : answer;
        }
    }

    private static boolean isEstimated(final JobPollResponse answer, final WaitReason reason) {
        return answer.estimate().isPresent()
                && answer.waiting().filter(how -> how.reason() == reason).isPresent();
    }

    /** Takes it that a key has room for all jobs. */
    static final class IgnoresKeys extends OtherStarts {
        IgnoresKeys() {
            super(
                    answer -> isEstimated(answer, WaitReason.LIMIT_REACHED)
                            || isEstimated(answer, WaitReason.WORKERS_BUSY),
                    JobPollResponse::at);
        }
    }

    /** Forgets that each job of a rate takes a token. */
    static final class StartsAllWithTheNextToken extends OtherStarts {
        StartsAllWithTheNextToken() {
            super(
                    answer -> isEstimated(answer, WaitReason.RATE_LIMITED),
                    answer -> answer.waiting().flatMap(Waiting::waitUntil).orElseThrow());
        }
    }

    /** Takes each pause for over. */
    static final class IgnoresEndsOfPauses extends OtherStarts {
        IgnoresEndsOfPauses() {
            super(answer -> isEstimated(answer, WaitReason.PAUSED), JobPollResponse::at);
        }
    }

    /** Tells a time for every job that waits. */
    static final class TellsWhatNobodyKnows extends OtherStarts {
        TellsWhatNobodyKnows() {
            super(
                    answer -> answer.job().status() == JobStatus.PENDING
                            && answer.estimate().isEmpty(),
                    answer -> answer.at().plus(Duration.ofMinutes(1)));
        }
    }
}
