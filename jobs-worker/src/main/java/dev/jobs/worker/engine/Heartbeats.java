package dev.jobs.worker.engine;

import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.worker.handler.StopReason;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends a worker's heartbeats, and obeys the answers. For the thread of the claim loop. */
final class Heartbeats {
    private final JobStore store;
    private final WorkerId worker;
    private final EngineSettings settings;
    private final ClaimLoop.Work work;
    private final long intervalWithoutJobs;
    private long last;

    Heartbeats(final JobStore store, final WorkerId worker, final EngineSettings settings, final ClaimLoop.Work work) {
        this.store = store;
        this.worker = worker;
        this.settings = settings;
        this.work = work;
        this.intervalWithoutJobs = settings.timeToLive().toNanos() / 3;
        this.last = settings.ticker().getAsLong();
    }

    /**
     * Nanoseconds until the next one. While it holds jobs, a worker sends a heartbeat at every poll interval, since the answer names what was
     * cancelled.
     */
    long untilNext() {
        final long interval = work.attempts().isEmpty()
                ? intervalWithoutJobs
                : settings.pollInterval().toNanos();
        return last + interval - settings.ticker().getAsLong();
    }

    void send() {
        // In this order: what is stuck now may have ended when it is said what is held, and what is on its way be held
        // by then.
        final Set<Lease> goOn = work.stuck().get();
        final Set<Lease> coming = work.offers().heartbeatBegins();
        final Set<Lease> held = work.attempts().leases();
        final long sentAt = settings.ticker().getAsLong();
        final List<StopOrder> orders;
        try {
            orders = store.heartbeat(Heartbeat.builder(worker, settings.profile())
                    .timeToLive(settings.timeToLive())
                    .held(Stream.concat(held.stream(), coming.stream()).collect(Collectors.toSet()))
                    .stuck(goOn.stream().filter(held::contains).collect(Collectors.toSet()))
                    .children(work.attempts().children())
                    .build());
        } finally {
            work.offers().heartbeatEnds();
        }
        work.timeToLive().renewed(sentAt);
        last = sentAt;
        obey(orders.stream().filter(order -> held.contains(order.lease())).toList());
    }

    /** Stops what is to stop. An order for what was on its way is none: the job may not have been stored when the store looked. */
    private void obey(final List<StopOrder> orders) {
        if (!orders.isEmpty()) {
            work.attempts()
                    .working(leases(orders, StopOrder.Reason.CANCELLED))
                    .forEach(attempt -> attempt.stop(StopReason.CANCELLED));
            work.onLost().accept(leases(orders, StopOrder.Reason.LEASE_LOST));
        }
    }

    private static Set<Lease> leases(final List<StopOrder> orders, final StopOrder.Reason reason) {
        return orders.stream()
                .filter(order -> order.reason() == reason)
                .map(StopOrder::lease)
                .collect(Collectors.toSet());
    }
}
