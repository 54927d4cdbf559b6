package dev.jobs.store.support;

import dev.jobs.JobStatus;
import dev.jobs.store.operations.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums of what happens to jobs, by queue and type, in the order of these. Not safe to share between threads. */
public final class ActivitySums {
    private final Map<Key, Activity.Builder> sums =
            new TreeMap<>(Comparator.comparing(Key::queue).thenComparing(Key::type));

    /** Begins with nothing. */
    public ActivitySums() {}

    private record Key(String queue, String type) {}

    private Activity.Builder of(final String queue, final String type) {
        return sums.computeIfAbsent(
                new Key(queue, type), key -> Activity.builder(key.queue(), key.type(), Instant.EPOCH));
    }

    /** Counts a job that was submitted. */
    public void submitted(final String queue, final String type) {
        of(queue, type).submitted(1);
    }

    /** Counts an attempt that was started after it could have been for so long. */
    public void started(final String queue, final String type, final Duration waited) {
        of(queue, type).started(waited);
    }

    /** Counts a job that ended with this status; its last attempt took so long. */
    public void ended(final String queue, final String type, final JobStatus status, final Duration ran) {
        final Activity.Builder known = of(queue, type);
        switch (status) {
            case COMPLETE -> known.completed(ran);
            case FAILED -> known.failed(1);
            case CANCELLED -> known.cancelled(1);
            case PENDING, PROCESSING ->
                throw new IllegalArgumentException("a job that is " + status + " has not ended");
        }
    }

    /** Adds what another has counted. */
    public void add(final ActivitySums others) {
        others.sums.forEach((key, other) -> of(key.queue(), key.type()).add(other.build()));
    }

    /** The number of queues and types, each with the other, with which something happened. */
    public int size() {
        return sums.size();
    }

    /** The sums, as those of the minute that begins here, in the order of queues and types. */
    public List<Activity> activities(final Instant minute) {
        return sums.entrySet().stream()
                .map(entry -> Activity.builder(
                                entry.getKey().queue(), entry.getKey().type(), minute)
                        .add(entry.getValue().build())
                        .build())
                .toList();
    }
}
