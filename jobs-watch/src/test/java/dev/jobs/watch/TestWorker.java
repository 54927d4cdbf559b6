package dev.jobs.watch;

import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A worker that does what a test tells it to. */
final class TestWorker {
    private static final Set<String> TYPES = Set.of("ingest", "preview");
    private static final Set<String> QUEUES = Set.of("default");

    private final JobStore store;
    private final WorkerId id = WorkerId.random();

    TestWorker(final JobStore store) {
        this.store = store;
        store.heartbeat(Heartbeat.builder(
                        id,
                        WorkerProfile.builder("test")
                                .types(TYPES)
                                .queues(QUEUES)
                                .slots(10)
                                .build())
                .timeToLive(Duration.ofDays(1))
                .build());
    }

    /** Claims the job that starts next. */
    Lease claim() {
        return store.claim(ClaimRequest.builder(id)
                        .types(TYPES)
                        .queues(QUEUES)
                        .limit(1)
                        .build())
                .get(0)
                .lease();
    }

    void progress(final Lease lease, final String stage, final double percent) {
        store.report(Report.progressed(lease, Optional.of(stage), percent));
    }

    void complete(final Lease lease, final String result) {
        store.report(Report.completed(lease, Optional.of(result)));
    }

    void completeWithNothing(final Lease lease) {
        store.report(Report.completed(lease, Optional.empty()));
    }

    void fail(final Lease lease, final String error) {
        store.report(Report.failedForGood(lease, error));
    }

    void release(final Lease lease) {
        store.report(Report.released(lease, Release.CONFIRMED));
    }
}
