package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Limit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that gives what is submitted by it some limit keys in turn, each of which has a limit. */
final class LimitedJobs extends ForwardingJobStore {
    private static final int AT_ONCE = 3;

    private final int keys;
    private final AtomicInteger submitted = new AtomicInteger();

    private LimitedJobs(final JobStore store, final int keys) {
        super(store);
        this.keys = keys;
        store.setLimit(Limit.atOnce("key-*", AT_ONCE));
    }

    /** Submitters whose jobs have so many limit keys. */
    static Hooks hooks(final int keys) {
        return new Hooks(
                String.format(Locale.ROOT, "%,d limit keys", keys),
                store -> new LimitedJobs(store, keys),
                builder -> builder);
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return super.submit(requests.stream().map(this::limited).toList());
    }

    private JobRequest limited(final JobRequest request) {
        return JobRequest.builder(request.type(), request.payload().orElseThrow())
                .limitKeys("key-" + submitted.getAndIncrement() % keys)
                .build();
    }
}
