package dev.jobs.opentelemetry;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import java.util.List;

/** A store whose submissions have spans. As safe to share between threads as the other store. */
final class TracedJobStore extends ForwardingJobStore {
    private final Submissions submissions;

    TracedJobStore(final JobStore store, final Submissions submissions) {
        super(store);
        this.submissions = submissions;
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return submissions.submit(List.copyOf(requests), delegate()::submit);
    }

    @Override
    public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        return submissions.submit(
                List.copyOf(requests), carrying -> delegate().submit(carrying, whenFull), SubmitOutcome::job);
    }
}
