package dev.jobs.store.testkit;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.RerunOutcome;
import dev.jobs.Subscription;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.DeleteOutcome;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.WorkerList;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A store that is right, for others to break in one place. */
class DelegatingJobStore implements JobStore {
    final JobStore right = new MemoryJobStore();

    /** What every job is seen as. */
    UnaryOperator<Job> seenAs = job -> job;

    /** What every poll is answered with. */
    UnaryOperator<JobPollResponse> answeredAs = answer -> answer;

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return right.submit(requests);
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
    public CancelOutcome cancel(final JobId id) {
        return right.cancel(id);
    }

    @Override
    public List<Job> list(final JobQuery query) {
        return right.list(query).stream().map(seenAs).toList();
    }

    @Override
    public RerunOutcome rerun(final JobId id) {
        return right.rerun(id);
    }

    @Override
    public Optional<JobLog> log(final JobId id, final long after, final int limit) {
        return right.log(id, after, limit);
    }

    @Override
    public List<PastAttempt> attempts(final JobId id) {
        return right.attempts(id);
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        return right.claim(request);
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> reports) {
        return right.report(reports);
    }

    @Override
    public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
        return right.heartbeat(heartbeat);
    }

    @Override
    public List<RecoveredJob> recover() {
        return right.recover();
    }

    @Override
    public int prune(final Duration olderThan, final int limit) {
        return right.prune(olderThan, limit);
    }

    @Override
    public Overview overview() {
        return right.overview();
    }

    @Override
    public WorkerList workers() {
        return right.workers();
    }

    @Override
    public FoundJobs search(final JobSearch search) {
        return right.search(search);
    }

    @Override
    public Failures failures(final Instant since) {
        return right.failures(since);
    }

    @Override
    public History history(final HistoryQuery query) {
        return right.history(query);
    }

    @Override
    public DeleteOutcome delete(final JobId id) {
        return right.delete(id);
    }

    @Override
    public Subscription subscribe(final Consumer<JobSignal> listener) {
        return right.subscribe(listener);
    }

    @Override
    public void close() {
        right.close();
    }

    @Override
    public <T> Optional<T> ability(final Class<T> ability) {
        return right.ability(ability);
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
