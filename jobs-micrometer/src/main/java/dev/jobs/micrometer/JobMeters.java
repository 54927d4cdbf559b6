package dev.jobs.micrometer;

import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of the jobs of one type and queue. Counters are there from the first job on, so that their first increase shows; timers
 * come with the first value, since each has a histogram. Safe to share between threads.
 */
final class JobMeters {
    /** The bounds of the histograms: jobs take and wait for milliseconds or hours. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(6)
    };

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer waits;
    private final Map<Outcome, Timer> runs = new ConcurrentHashMap<>();
    private final Map<StopReason, Timer> stops = new ConcurrentHashMap<>();
    private final Map<FailureCause, Counter> failures = new EnumMap<>(FailureCause.class);
    private final Counter leasesLost;
    private final Counter stuck;

    JobMeters(final MeterRegistry registry, final JobTags.Values values) {
        this.registry = registry;
        this.tags = values.tags();
        this.waits = timer("jobs.wait", "The time from when a job could start to its start", tags);
        for (final FailureCause cause : FailureCause.values()) {
            failures.put(
                    cause, counter("jobs.attempts.failed", "Attempts that failed", tags.and("cause", cause.tag())));
        }
        this.leasesLost = counter("jobs.leases.lost", "Attempts whose lease was lost", tags);
        this.stuck = counter("jobs.handlers.stuck", "Handlers that went on long after they were told to stop", tags);
    }

    /** The bounds of each histogram. */
    static Duration[] bounds() {
        return BOUNDS.clone();
    }

    void waited(final Duration time) {
        waits.record(time);
    }

    void ran(final Outcome outcome, final Duration time) {
        final Timer known = runs.get(outcome);
        (known == null ? runs.computeIfAbsent(outcome, this::runTimer) : known).record(time);
    }

    void stopped(final StopReason reason, final Duration time) {
        stops.computeIfAbsent(reason, this::stopTimer).record(time);
    }

    void failed(final FailureCause cause) {
        final Counter counter = failures.get(cause);
        if (counter != null) {
            counter.increment();
        }
    }

    void leaseLost() {
        leasesLost.increment();
    }

    void stuck() {
        stuck.increment();
    }

    private Timer runTimer(final Outcome outcome) {
        return timer("jobs.run", "The time that attempts ran", tags.and("outcome", tagOf(outcome)));
    }

    private Timer stopTimer(final StopReason reason) {
        return timer(
                "jobs.stop",
                "The time from when an attempt was told to stop until its work had ended and that was written",
                tags.and("reason", tagOf(reason)));
    }

    private Timer timer(final String name, final String description, final Tags all) {
        return Timer.builder(name)
                .description(description)
                .tags(all)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    private Counter counter(final String name, final String description, final Tags all) {
        return Counter.builder(name).description(description).tags(all).register(registry);
    }

    private static String tagOf(final Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
