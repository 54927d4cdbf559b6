package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that gives what is submitted by it to some owners in turn. */
final class OwnedJobs extends ForwardingJobStore {
    private final int owners;
    private final AtomicInteger submitted = new AtomicInteger();

    private OwnedJobs(final JobStore store, final int owners) {
        super(store);
        this.owners = owners;
    }

    /** Submitters whose jobs have so many owners. */
    static Hooks hooks(final int owners) {
        return new Hooks(
                String.format(Locale.ROOT, "%,d owners", owners),
                store -> new OwnedJobs(store, owners),
                builder -> builder);
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return super.submit(requests.stream().map(this::owned).toList());
    }

    private JobRequest owned(final JobRequest request) {
        return JobRequest.builder(request.type(), request.payload().orElseThrow())
                .owner("owner-" + submitted.getAndIncrement() % owners)
                .build();
    }
}
