package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.Jobs;
import dev.jobs.RerunOutcome;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.RerunStep;
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

    @Override
    default RerunStep rerunAll(final JobSearch search) {
        final FoundJobs page = search(search);
        int reruns = 0;
        for (final Job job : page.jobs()) {
            final boolean isToRun =
                    job.finishedAt().isPresent() && job.rerunAs().isEmpty();
            if (isToRun && rerun(job.id()) instanceof RerunOutcome.Rerun) {
                reruns++;
            }
        }
        return new RerunStep(reruns, page.end(), page.next());
    }

    /**
     * Closes the store: gives back its connections and threads. Calls under way end normally or with
     * {@link JobStoreClosedException}. A second close does nothing.
     */
    @Override
    void close();
}
