package dev.jobs.store.jdbc.connection;

import dev.jobs.store.jdbc.connection.SharedLookup.Source;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Values by name, each a {@link SharedLookup} of its own. Those that nobody has needed for a while are forgotten, so that a service
 * that makes names as it goes keeps only those in use. Safe to share between threads.
 *
 * @param <T> the values
 */
public final class SharedLookups<T> {
    private final T initial;
    private final Duration fresh;
    private final Duration usable;
    private final LongSupplier ticker;
    private final Map<String, SharedLookup<T>> lookups = new ConcurrentHashMap<>();

    /**
     * @param initial a value before its first lookup, which nobody uses
     * @param fresh the time in which nobody looks a value up again
     * @param usable the age up to which others use a value while one looks it up: longer than fresh
     * @param ticker monotonic nanoseconds
     */
    public SharedLookups(final T initial, final Duration fresh, final Duration usable, final LongSupplier ticker) {
        this.initial = initial;
        this.fresh = fresh;
        this.usable = usable;
        this.ticker = ticker;
    }

    /** The value of this name, looked up if need be. */
    public T current(final String name, final Source<T> source) throws SQLException {
        final SharedLookup<T> known = lookups.get(name);
        return (known == null ? add(name) : known).current(source);
    }

    private SharedLookup<T> add(final String name) {
        lookups.values().removeIf(SharedLookup::isOutOfUse);
        return lookups.computeIfAbsent(name, added -> new SharedLookup<>(initial, fresh, usable, ticker));
    }

    /** The number of values that are kept. */
    int size() {
        return lookups.size();
    }
}
