package dev.jobs.store.testkit;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Stores that do not survive what happens around them: an interrupt, a restart. */
final class BrokenSurvival {
    private BrokenSurvival() {}

    /** Takes the interrupt of its caller away. */
    static final class SwallowsInterrupts extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            Thread.interrupted();
            return super.submit(requests);
        }
    }

    /** Says that it has stored a job, and stores none when its thread is interrupted, for which it waits a moment. */
    static final class LosesJobsWhenInterrupted extends DelegatingJobStore {
        private static final long MOMENT = Duration.ofMillis(50).toNanos();

        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            LockSupport.parkNanos(MOMENT);
            return Thread.currentThread().isInterrupted() ? List.of(JobId.random()) : super.submit(requests);
        }
    }

    /** Has no word for a payload that nobody can read. */
    static final class KnowsNoUnreadablePayload extends DelegatingJobStore {
        KnowsNoUnreadablePayload() {
            answeredAs = answer -> answer.waiting()
                    .filter(waiting -> waiting.reason() == WaitReason.UNREADABLE_PAYLOAD)
                    .map(waiting -> answer.toBuilder()
                            .waiting(Optional.of(Waiting.inQueue(WaitReason.NO_WORKER, 1, 1)))
                            .build())
                    .orElse(answer);
        }
    }

    /** A store whose jobs outlive it. */
    interface Restarting {
        JobStore restarted();
    }

    /** Forgets jobs at a restart. */
    static final class ForgetsAtARestart extends DelegatingJobStore implements Restarting {
        @Override
        public JobStore restarted() {
            return new ForgetsAtARestart();
        }
    }
}
