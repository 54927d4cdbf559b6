package dev.jobs.store.jdbc;

import dev.jobs.JobRequest;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** A worker as a store sees it, for the types of these tests: it says that it lives, and claims. */
public final class SomeWorker {
    public static final Set<String> TYPES = Set.of("ingest", "preview", "save", "marker", "vanished");
    private static final Set<String> QUEUES = Set.of(JobRequest.DEFAULT_QUEUE);
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

    private final JobStore store;
    private final WorkerId id = WorkerId.random();

    /** One that lives already. */
    public SomeWorker(final JobStore store) {
        this.store = store;
        lives(List.of());
    }

    public WorkerId id() {
        return id;
    }

    public List<StopOrder> lives(final Collection<Lease> held) {
        return lives(held, TIME_TO_LIVE);
    }

    public List<StopOrder> lives(final Collection<Lease> held, final Duration timeToLive) {
        return store.heartbeat(Heartbeat.builder(
                        id,
                        WorkerProfile.builder("test")
                                .types(TYPES)
                                .queues(QUEUES)
                                .slots(100)
                                .build())
                .timeToLive(timeToLive)
                .held(Set.copyOf(held))
                .build());
    }

    public List<ClaimedJob> claim(final int limit) {
        return store.claim(ClaimRequest.builder(id)
                .types(TYPES)
                .queues(QUEUES)
                .limit(limit)
                .build());
    }
}
