package dev.jobs.store.jdbc.limit;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The jobs that a look for candidates leaves out: those of limit keys and owners that are known to keep their jobs back. Immutable.
 *
 * @param keys the limit keys
 * @param owners the owners
 */
public record PassedOver(Set<String> keys, Set<String> owners) {
    /** No jobs. */
    public static final PassedOver NONE = new PassedOver(Set.of(), Set.of());

    public PassedOver {
        keys = Set.copyOf(keys);
        owners = Set.copyOf(owners);
    }

    static PassedOver of(final Collection<String> holders) {
        return new PassedOver(
                Holder.keys(holders),
                holders.stream()
                        .filter(holder -> !Holder.isOfKey(holder))
                        .map(Holder::name)
                        .collect(Collectors.toSet()));
    }

    /** True if there are no such jobs. */
    public boolean isEmpty() {
        return keys.isEmpty() && owners.isEmpty();
    }
}
