package dev.jobs.store.jdbc.limit;

import dev.jobs.JobId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A lease that takes, or took, a permit of each of its job's limit keys. */
public record Permit(JobId job, long lease, Set<String> keys) {
    public Permit {
        keys = Set.copyOf(keys);
    }

    /** The permits of single keys. */
    record OfKey(String key, JobId job, long lease) {}

    static List<OfKey> ofKeys(final Collection<Permit> permits) {
        return permits.stream()
                .flatMap(permit -> permit.keys().stream().map(key -> new OfKey(key, permit.job(), permit.lease())))
                .sorted(Comparator.comparing(OfKey::key).thenComparing(OfKey::job))
                .toList();
    }
}
