package dev.jobs.test;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.RerunOutcome;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Passes all calls on to the store in memory, and remembers what was submitted and what attempts told. Safe to share between threads. */
final class RecordingStore extends ForwardingJobStore {
    private static final String TRANSACTIONAL_SUBMITTER = "dev.jobs.store.jdbc.TransactionalSubmitter";

    private final InstantSource clock;
    private final BiConsumer<JobId, Report> onReport;

    // Guarded by this, as is all below.
    private final Map<JobId, Submission> submissions = new LinkedHashMap<>();
    private final Map<JobId, AttemptRecord> attempts = new HashMap<>();

    /** @param onReport called after each progress or log line was written, on the thread that wrote it */
    RecordingStore(final JobStore delegate, final InstantSource clock, final BiConsumer<JobId, Report> onReport) {
        super(delegate);
        this.clock = clock;
        this.onReport = onReport;
    }

    /** A stand-in for what only stores on a database can do; its class is loaded only for a service that has the interface. */
    @Override
    public <T> Optional<T> ability(final Class<T> ability) {
        return ability.getName().equals(TRANSACTIONAL_SUBMITTER)
                ? Optional.of(ability.cast(new TransactionStandIn(this)))
                : super.ability(ability);
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return submit(requests, Submission.Way.ALONE);
    }

    List<JobId> submit(final List<JobRequest> requests, final Submission.Way way) {
        final List<JobId> ids = super.submit(requests);
        for (int i = 0; i < ids.size(); i++) {
            remember(new Submission(ids.get(i), requests.get(i), way, clock.instant()));
        }
        return ids;
    }

    @Override
    public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        return submit(requests, whenFull, Submission.Way.ALONE);
    }

    List<SubmitOutcome> submit(
            final List<JobRequest> requests, final WhenLimitFull whenFull, final Submission.Way way) {
        final List<SubmitOutcome> outcomes = super.submit(requests, whenFull);
        for (int i = 0; i < outcomes.size(); i++) {
            final JobRequest request = requests.get(i);
            outcomes.get(i).job().ifPresent(id -> remember(new Submission(id, request, way, clock.instant())));
        }
        return outcomes;
    }

    private synchronized void remember(final Submission submission) {
        submissions.putIfAbsent(submission.id(), submission);
    }

    @Override
    public RerunOutcome rerun(final JobId id) {
        final RerunOutcome outcome = super.rerun(id);
        if (outcome instanceof RerunOutcome.Rerun rerun) {
            final Job job = find(rerun.id()).orElseThrow();
            remember(new Submission(job.id(), job.request(), Submission.Way.RERUN, clock.instant()));
        }
        return outcome;
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        final List<ClaimedJob> claimed = super.claim(request);
        synchronized (this) {
            claimed.forEach(job -> attempts.put(job.job().id(), new AttemptRecord()));
        }
        return claimed;
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> reports) {
        final List<ReportOutcome> outcomes = super.report(reports);
        for (final Report report : reports) {
            final JobId id = report.lease().jobId();
            attempt(id).add(report);
            if (!(report instanceof Report.Ended)) {
                onReport.accept(id, report);
            }
        }
        return outcomes;
    }

    /** The newest attempt of this job. */
    synchronized AttemptRecord attempt(final JobId id) {
        return attempts.computeIfAbsent(id, unused -> new AttemptRecord());
    }

    synchronized List<Submission> submissions() {
        return new ArrayList<>(submissions.values());
    }

    synchronized void forgetAll() {
        submissions.clear();
        attempts.clear();
    }

    /** Passed on to nobody: the test's jobs outlive a service that closes its store. */
    @Override
    public void close() {}

    void closeDelegate() {
        super.close();
    }

    @Override
    public String toString() {
        return "test's " + delegate();
    }
}
