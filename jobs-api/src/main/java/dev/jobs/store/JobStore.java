package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.Jobs;
import java.util.Optional;

/**
 * A place where jobs are kept, with a face for each of those who use it: what {@link JobStores#open} returns, and what an
 * adapter implements. Code that uses a store takes the face that it needs.
 *
 * <p>Safe to share between threads. The contract kit in {@code jobs-store-testkit} tests all that the faces promise.
 */
public interface JobStore extends Jobs, WorkerProtocol, Maintenance, Operations, AutoCloseable {
    /**
     * Something that only some stores can do, as an interface of its own; empty if this store cannot. A store that wraps
     * another passes the question on, for what it does not do itself.
     */
    default <T> Optional<T> ability(final Class<T> ability) {
        return requireNonNull(ability, "ability").isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
    }

    /**
     * Closes the store: gives back its connections and threads. Calls under way end normally or with
     * {@link JobStoreClosedException}. A second close does nothing.
     */
    @Override
    void close();
}
