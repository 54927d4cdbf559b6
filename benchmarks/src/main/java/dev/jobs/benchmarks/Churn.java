package dev.jobs.benchmarks;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Jobs that are claimed at the front of a queue and complete, others that are cancelled near its end, and as many new ones:
 * so the queue moves and stays as long as it is. On a thread of its own, until it is closed.
 */
final class Churn implements AutoCloseable {
    private static final int EACH = 2;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private final JobStore store;
    private final WorkerId worker = WorkerId.random();
    private final Thread thread = new Thread(this::run, "benchmark-churn");
    private volatile boolean closed;

    private Churn(final JobStore store) {
        this.store = store;
    }

    static Churn of(final JobStore store) {
        final Churn churn = new Churn(store);
        final WorkerProfile profile = WorkerProfile.builder("churn")
                .types(types())
                .queues(queues())
                .slots(EACH)
                .build();
        store.heartbeat(Heartbeat.builder(churn.worker, profile)
                .timeToLive(Duration.ofHours(1))
                .build());
        return churn;
    }

    void start() {
        thread.start();
    }

    private static Set<String> types() {
        return Set.of(JobsContender.NOOP.name());
    }

    private static Set<String> queues() {
        return Set.of(JobRequest.DEFAULT_QUEUE);
    }

    private void run() {
        final JobRequest request =
                JobRequest.builder(JobsContender.NOOP.name(), "{\"number\":0}").build();
        while (!closed) {
            final List<JobId> ids = store.submit(Collections.nCopies(2 * EACH, request));
            ids.subList(0, EACH).forEach(store::cancel);
            final List<ClaimedJob> claimed = store.claim(ClaimRequest.builder(worker)
                    .types(types())
                    .queues(queues())
                    .limit(EACH)
                    .build());
            store.report(claimed.stream()
                    .map(job -> Report.completed(job.lease(), Optional.empty()))
                    .toList());
            LockSupport.parkNanos(PAUSE);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
