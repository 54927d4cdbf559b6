package dev.jobs.micrometer;

import dev.jobs.store.WorkerId;
import dev.jobs.worker.Worker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** The state of the workers of this process, added up. Safe to share between threads. */
final class WorkerGauges {
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final Set<WorkerId> withoutStore = ConcurrentHashMap.newKeySet();
    private final AtomicLong droppedByRemoved = new AtomicLong();
    private final Timer outages;

    WorkerGauges(final MeterRegistry registry) {
        gauge(registry, "jobs.worker.slots", "Jobs that may run at once", sum(Worker::slots));
        gauge(registry, "jobs.worker.slots.used", "Slots that are taken", sum(Worker::activeJobs));
        gauge(
                registry,
                "jobs.worker.slots.stuck",
                "Slots that are taken by handlers that do not stop",
                sum(Worker::stuckJobs));
        gauge(
                registry,
                "jobs.worker.store.reachable",
                "1 if the store answers the workers, else 0",
                own -> own.withoutStore.isEmpty() ? 1 : 0);
        FunctionCounter.builder("jobs.worker.events.dropped", this, WorkerGauges::dropped)
                .description("Events that listeners have missed: other meters are too low by as many")
                .register(registry);
        outages = Timer.builder("jobs.worker.store.outage")
                .description("Outages of the store that are over")
                .register(registry);
    }

    void add(final Worker worker) {
        workers.add(worker);
    }

    void remove(final Worker worker) {
        if (workers.remove(worker)) {
            droppedByRemoved.addAndGet(worker.droppedEvents());
        }
        withoutStore.remove(worker.id());
    }

    void outageBegins(final WorkerId worker) {
        withoutStore.add(worker);
    }

    void outageEnds(final WorkerId worker, final Duration length) {
        withoutStore.remove(worker);
        outages.record(length);
    }

    private double dropped() {
        return droppedByRemoved.get()
                + workers.stream().mapToLong(Worker::droppedEvents).sum();
    }

    private static ToDoubleFunction<WorkerGauges> sum(final ToIntFunction<Worker> number) {
        return own -> own.workers.stream().mapToInt(number).sum();
    }

    private void gauge(
            final MeterRegistry registry,
            final String name,
            final String description,
            final ToDoubleFunction<WorkerGauges> value) {
        Gauge.builder(name, this, value).description(description).register(registry);
    }
}
