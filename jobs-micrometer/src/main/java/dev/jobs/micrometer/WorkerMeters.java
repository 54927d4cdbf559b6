package dev.jobs.micrometer;

import static java.util.Objects.requireNonNull;

import dev.jobs.worker.Worker;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures the workers of this process and what they run: waits, runs and stops by type and queue, failures by cause, leases lost,
 * slots, outages. {@code docs/metrics.md} lists the meters.
 *
 * <p>One serves all workers of a registry. It is a listener of each, and is told of each that has started:
 *
 * <pre>{@code
 * WorkerMeters meters = WorkerMeters.of(registry);
 * Worker worker = Worker.builder(store).handle(TYPE, handler).listener(meters).start();
 * meters.add(worker);
 * }</pre>
 *
 * <p>A listener runs on a thread of its own, so a worker never waits for meters. Safe to share between threads.
 */
public final class WorkerMeters implements WorkerListener {
    private final MeterRegistry registry;
    private final JobTags tags;
    private final WorkerGauges gauges;
    private final RunningStops stops = new RunningStops();

    /** By type and queue as they are, so that an event costs two lookups; those beyond the bounds are not in it. */
    private final Map<String, Map<String, JobMeters>> known = new ConcurrentHashMap<>();

    private final Map<JobTags.Values, JobMeters> meters = new ConcurrentHashMap<>();

    private WorkerMeters(final Builder builder) {
        this.registry = builder.registry;
        this.tags = new JobTags(builder.maxTypes);
        this.gauges = new WorkerGauges(registry);
    }

    /** The meters of the workers of this process, in this registry. */
    public static WorkerMeters of(final MeterRegistry registry) {
        return builder(registry).build();
    }

    /** Begins to say what is measured in this registry. */
    public static Builder builder(final MeterRegistry registry) {
        return new Builder(requireNonNull(registry, "registry"));
    }

    /** Counts this worker's slots too. It is held until it is removed. */
    public void add(final Worker worker) {
        gauges.add(requireNonNull(worker, "worker"));
    }

    /** Counts this worker's slots no more, which is closed. */
    public void remove(final Worker worker) {
        gauges.remove(requireNonNull(worker, "worker"));
        stops.forget(worker.id());
    }

    @Override
    public void onStarted(final WorkerEvent.Started event) {
        of(event).waited(event.waited());
    }

    @Override
    public void onStopRequested(final WorkerEvent.StopRequested event) {
        stops.requested(event, now());
    }

    @Override
    public void onLeaseLost(final WorkerEvent.LeaseLost event) {
        of(event).leaseLost();
    }

    @Override
    public void onStuck(final WorkerEvent.Stuck event) {
        of(event).stuck();
    }

    @Override
    public void onEnded(final WorkerEvent.Ended event) {
        final JobMeters ofJob = of(event);
        final Optional<RunningStops.Stop> stop = stops.ended(event);
        ofJob.ran(event.outcome(), event.times().ran());
        stop.ifPresent(begun -> ofJob.stopped(begun.reason(), Duration.ofNanos(now() - begun.at())));
        FailureCause.of(event.outcome(), stop.map(RunningStops.Stop::reason)).ifPresent(ofJob::failed);
    }

    @Override
    public void onStoreOutOfReach(final WorkerEvent.StoreOutOfReach event) {
        gauges.outageBegins(event.worker());
    }

    @Override
    public void onStoreBack(final WorkerEvent.StoreBack event) {
        gauges.outageEnds(event.worker(), event.outage());
    }

    private long now() {
        return registry.config().clock().monotonicTime();
    }

    private JobMeters of(final WorkerEvent.OfAttempt event) {
        final String type = event.job().type();
        final String queue = event.job().queue();
        final Map<String, JobMeters> ofType = known.get(type);
        final JobMeters found = ofType == null ? null : ofType.get(queue);
        return found == null ? find(type, queue) : found;
    }

    private JobMeters find(final String type, final String queue) {
        final JobTags.Values values = tags.of(type, queue);
        final JobMeters found = meters.computeIfAbsent(values, own -> new JobMeters(registry, own));
        if (values.type().equals(type) && values.queue().equals(queue)) {
            known.computeIfAbsent(type, own -> new ConcurrentHashMap<>()).put(queue, found);
        }
        return found;
    }

    /** Says what is measured. Not safe to share between threads. */
    public static final class Builder {
        private final MeterRegistry registry;
        private int maxTypes = JobTags.MOST_NAMES;

        private Builder(final MeterRegistry registry) {
            this.registry = registry;
        }

        /**
         * The number of types that have meters of their own, those that come first; the others share those of the type "other". 100 by
         * default. Of the queues it is always 100.
         */
        public Builder maxTypes(final int number) {
            maxTypes = number;
            return this;
        }

        /**
         * Registers the meters.
         *
         * @throws IllegalArgumentException if there may be no type at all
         */
        public WorkerMeters build() {
            return new WorkerMeters(this);
        }
    }
}
