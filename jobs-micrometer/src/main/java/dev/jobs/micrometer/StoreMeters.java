package dev.jobs.micrometer;

import static java.util.Objects.requireNonNull;

import dev.jobs.store.Operations;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.Workload;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures a store as a whole, by type and queue: jobs that wait, run and are being stopped, the age of the oldest that could start, and
 * what nobody handles. {@code docs/metrics.md} lists the meters.
 *
 * <p>All processes that measure one store see the same: bind it in one of them, or in each and aggregate by the maximum, never by the
 * sum.
 *
 * <p>A scrape costs one {@link Operations#overview()} at most, and none if another scrape has asked less than the {@linkplain
 * Builder#maxAge maximal age} ago. It waits for the answer no longer than the {@linkplain Builder#patience patience}. While the store gives
 * none, {@code jobs.store.reachable} is 0 and all other values are NaN. A type that is seen for the first time has meters from then on, which
 * are 0 when it has no jobs.
 *
 * <p>Safe to share between threads.
 */
public final class StoreMeters implements MeterBinder, AutoCloseable {
    private final JobTags tags;
    private final OverviewCache cache;

    // Guarded by this, as is all below.
    private final List<MeterRegistry> registries = new ArrayList<>();
    private final Set<JobTags.Values> seen = new HashSet<>();
    private final Map<MeterRegistry, List<Meter.Id>> registered = new HashMap<>();
    private Map<JobTags.Values, WorkloadValues> workloads = Map.of();

    private StoreMeters(final Builder builder) {
        this.tags = new JobTags(builder.maxTypes);
        this.cache =
                new OverviewCache(builder.operations, this::take, builder.maxAge, builder.patience, builder.ticker);
    }

    /** The meters of this store. */
    public static StoreMeters of(final Operations operations) {
        return builder(operations).build();
    }

    /** Begins to say how this store is measured. */
    public static Builder builder(final Operations operations) {
        return new Builder(requireNonNull(operations, "operations"));
    }

    /** Registers the meters, and asks the store for the first time, without a wait for its answer. */
    @Override
    public void bindTo(final MeterRegistry registry) {
        synchronized (this) {
            registries.add(requireNonNull(registry, "registry"));
            register(
                    registry,
                    "jobs.store.reachable",
                    "1 if the store answers, else 0",
                    Tags.empty(),
                    own -> own.cache.current().isPresent() ? 1 : 0);
            seen.forEach(values -> registerAll(registry, values));
        }
        cache.refresh();
    }

    /** Takes the meters out of their registries, and asks the store no more. */
    @Override
    public void close() {
        cache.close();
        synchronized (this) {
            registered.forEach((registry, ids) -> ids.forEach(registry::remove));
            registered.clear();
            registries.clear();
        }
    }

    private synchronized void take(final Overview overview) {
        final Map<JobTags.Values, WorkloadValues> newest = new HashMap<>();
        for (final Workload workload : overview.workloads()) {
            newest.merge(
                    tags.of(workload.type(), workload.queue()),
                    WorkloadValues.of(workload, overview.at()),
                    WorkloadValues::plus);
        }
        workloads = newest;
        for (final JobTags.Values values : newest.keySet()) {
            if (seen.add(values)) {
                registries.forEach(registry -> registerAll(registry, values));
            }
        }
    }

    private void registerAll(final MeterRegistry registry, final JobTags.Values values) {
        workload(registry, values, "jobs.store.waiting", "Jobs that may start now", WorkloadValues::waiting);
        workload(registry, values, "jobs.store.scheduled", "Jobs that are not due yet", WorkloadValues::scheduled);
        workload(
                registry,
                values,
                "jobs.store.declined",
                "Jobs that some worker could not read",
                WorkloadValues::declined);
        workload(registry, values, "jobs.store.running", "Jobs that are processing", WorkloadValues::running);
        workload(
                registry,
                values,
                "jobs.store.stopping",
                "Cancelled jobs whose work is still being stopped",
                WorkloadValues::stopping);
        workload(
                registry,
                values,
                "jobs.store.unhandled",
                "Jobs that may start now and that no live worker handles",
                WorkloadValues::unhandled);
        add(
                registry,
                Gauge.builder("jobs.store.oldest.age", this, own -> own.value(values, WorkloadValues::oldest))
                        .description("The time since which the oldest job that may start now could have started")
                        .baseUnit("seconds")
                        .tags(values.tags())
                        .strongReference(true)
                        .register(registry));
    }

    private void workload(
            final MeterRegistry registry,
            final JobTags.Values values,
            final String name,
            final String description,
            final ToDoubleFunction<WorkloadValues> value) {
        register(registry, name, description, values.tags(), own -> own.value(values, value));
    }

    private void register(
            final MeterRegistry registry,
            final String name,
            final String description,
            final Tags all,
            final ToDoubleFunction<StoreMeters> value) {
        add(
                registry,
                Gauge.builder(name, this, value)
                        .description(description)
                        .tags(all)
                        .strongReference(true)
                        .register(registry));
    }

    private void add(final MeterRegistry registry, final Gauge gauge) {
        registered.computeIfAbsent(registry, own -> new ArrayList<>()).add(gauge.getId());
    }

    private double value(final JobTags.Values values, final ToDoubleFunction<WorkloadValues> value) {
        final Optional<Overview> current = cache.current();
        if (current.isEmpty()) {
            return Double.NaN;
        }
        synchronized (this) {
            return value.applyAsDouble(workloads.getOrDefault(values, WorkloadValues.NONE));
        }
    }

    /** Says how a store is measured. Not safe to share between threads. */
    public static final class Builder {
        private final Operations operations;
        private int maxTypes = JobTags.MOST_NAMES;
        private Duration maxAge = Duration.ofSeconds(10);
        private Duration patience = Duration.ofMillis(500);
        private LongSupplier ticker = System::nanoTime;

        private Builder(final Operations operations) {
            this.operations = operations;
        }

        /**
         * The number of types that have meters of their own, those that come first; the others share those of the type "other". 100 by
         * default. Of the queues it is always 100.
         */
        public Builder maxTypes(final int number) {
            maxTypes = number;
            return this;
        }

        /** The time between two questions to the store, however often is scraped; 10 s by default. */
        public Builder maxAge(final Duration time) {
            maxAge = positive(time);
            return this;
        }

        /** The time that a scrape waits for the store's answer; 500 ms by default. */
        public Builder patience(final Duration time) {
            patience = positive(time);
            return this;
        }

        /** The monotonic clock that decides when the store is asked again, for tests. */
        Builder ticker(final LongSupplier nanos) {
            ticker = nanos;
            return this;
        }

        /**
         * The meters, in no registry yet.
         *
         * @throws IllegalArgumentException if there may be no type at all
         */
        public StoreMeters build() {
            return new StoreMeters(this);
        }

        private static Duration positive(final Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("a time between questions is longer than 0, but not " + time);
            }
            return time;
        }
    }
}
