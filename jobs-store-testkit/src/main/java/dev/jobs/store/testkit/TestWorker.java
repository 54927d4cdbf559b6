package dev.jobs.store.testkit;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.RunningChildren;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A worker as a store sees it: it sends heartbeats and claims, and remembers nothing. */
final class TestWorker {
    /** Longer than any test takes. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private final JobStore store;
    private final WorkerId id = WorkerId.random();
    private final Set<String> types;
    private final Set<String> queues;
    private final int slots;

    TestWorker(final JobStore store, final Set<String> types, final Set<String> queues) {
        this(store, types, queues, 100);
    }

    TestWorker(final JobStore store, final Set<String> types, final Set<String> queues, final int slots) {
        this.store = store;
        this.types = types;
        this.queues = queues;
        this.slots = slots;
    }

    WorkerId id() {
        return id;
    }

    /** The same worker, reaching the jobs through another store. */
    List<ClaimedJob> claimThrough(final JobStore other, final int limit) {
        return other.claim(ClaimRequest.builder(id)
                .types(types)
                .queues(queues)
                .limit(limit)
                .build());
    }

    List<ClaimedJob> claim(final int limit) {
        return claimThrough(store, limit);
    }

    /** Claims the one job that there is. */
    ClaimedJob claimOne() {
        final List<ClaimedJob> claimed = claim(1);
        if (claimed.size() != 1) {
            throw new AssertionError("one job was to be claimed, but the claim gave " + claimed);
        }
        return claimed.get(0);
    }

    /** Lives on, holding these. */
    List<StopOrder> lives(final Lease... held) {
        return lives(LONG, Set.of(held));
    }

    List<StopOrder> lives(final Duration timeToLive, final Set<Lease> held) {
        return store.heartbeat(Heartbeat.builder(id, profile())
                .timeToLive(timeToLive)
                .held(held)
                .build());
    }

    /** Lives on, holding these, some of which do not stop. */
    List<StopOrder> lives(final Set<Lease> held, final Set<Lease> stuck) {
        return store.heartbeat(Heartbeat.builder(id, profile())
                .timeToLive(LONG)
                .held(held)
                .stuck(stuck)
                .build());
    }

    /** Lives on, holding the attempts that have these child processes. */
    List<StopOrder> lives(final Map<Lease, RunningChildren> children) {
        return store.heartbeat(Heartbeat.builder(id, profile())
                .timeToLive(LONG)
                .held(children.keySet())
                .children(children)
                .build());
    }

    WorkerProfile profile() {
        return WorkerProfile.builder("contract")
                .types(types)
                .queues(queues)
                .slots(slots)
                .build();
    }

    /** Is gone at once, and was running these: the next recovery takes them. */
    List<StopOrder> vanishes(final Lease... held) {
        return lives(Duration.ZERO, Set.of(held));
    }
}
