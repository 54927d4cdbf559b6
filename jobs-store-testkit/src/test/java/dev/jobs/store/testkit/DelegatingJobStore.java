package dev.jobs.store.testkit;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.Waiting;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A store that is right, for others to break in one place. */
class DelegatingJobStore extends ForwardingJobStore {
    private static final long LONGEST_WAIT_FOR_OTHERS = Duration.ofMillis(100).toNanos();

    final JobStore right = delegate();

    /** What every job is seen as. */
    UnaryOperator<Job> seenAs = job -> job;

    /** What every poll is answered with. */
    UnaryOperator<JobPollResponse> answeredAs = answer -> answer;

    DelegatingJobStore() {
        super(new MemoryJobStore());
    }

    @Override
    public Map<JobId, Job> find(final Collection<JobId> ids) {
        final Map<JobId, Job> found = new HashMap<>(right.find(ids));
        found.replaceAll((id, job) -> seenAs.apply(job));
        return found;
    }

    @Override
    public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        final Map<JobId, JobPollResponse> answers = new HashMap<>(right.poll(ids));
        answers.replaceAll((id, answer) -> answeredAs.apply(answer));
        return answers;
    }

    @Override
    public List<Job> list(final JobQuery query) {
        return right.list(query).stream().map(seenAs).toList();
    }

    /**
     * Lets the other one of a race come first, as far as there is one: whether a wrong order is seen by a test must not be luck. Waits
     * for this, or for a moment.
     */
    static void afterOthers(final BooleanSupplier theyWereFirst) {
        final long start = System.nanoTime();
        while (!theyWereFirst.getAsBoolean() && System.nanoTime() - start < LONGEST_WAIT_FOR_OTHERS) {
            LockSupport.parkNanos(20_000);
        }
    }

    boolean hasEnded(final JobId id) {
        return right.find(id).filter(job -> job.status().isTerminal()).isPresent();
    }

    boolean isProcessing(final JobId id) {
        return right.find(id)
                .filter(job -> job.status() == JobStatus.PROCESSING)
                .isPresent();
    }

    /** The answer with another job. */
    static JobPollResponse with(final JobPollResponse answer, final Job job) {
        return JobPollResponse.builder(job, answer.at())
                .waiting(answer.waiting())
                .estimate(answer.estimate())
                .build();
    }

    /** The answer with another way to wait. */
    static JobPollResponse with(final JobPollResponse answer, final Waiting waiting) {
        return answer.toBuilder().waiting(Optional.of(waiting)).build();
    }

    /** The job with other overall progress. */
    static Job with(final Job job, final OverallProgress overallProgress) {
        return with(job, job.state().toBuilder().overallProgress(overallProgress));
    }

    /** The job with another revision. */
    static Job with(final Job job, final long revision) {
        return with(job, job.state().toBuilder().revision(revision));
    }

    /** The job with another end. */
    static Job ended(final Job job, final JobStatus status, final Optional<Release> release, final Instant finishedAt) {
        return with(job, job.state().toBuilder().status(status).release(release).finishedAt(Optional.of(finishedAt)));
    }

    private static Job with(final Job job, final JobState.Builder state) {
        return new Job(job.id(), job.request(), state.build());
    }
}
