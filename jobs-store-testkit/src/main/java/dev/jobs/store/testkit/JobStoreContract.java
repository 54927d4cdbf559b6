package dev.jobs.store.testkit;

import dev.jobs.store.JobStore;
import java.util.Optional;

/**
 * The contract of a {@link JobStore}, as tests: extend this in the tests of an adapter, and hand in its stores.
 *
 * <pre>{@code
 * class MemoryJobStoreContractTest extends JobStoreContract {
 *     @Override
 *     protected JobStore newStore() {
 *         return new MemoryJobStore();
 *     }
 * }
 * }</pre>
 *
 * <p>No test can be overridden: an adapter passes all of them. Each theme of the contract is a class of its own, and
 * each extends another only so that this one has them all.
 */
public abstract class JobStoreContract extends ModelContract {
    /** For the adapter's tests to extend. */
    protected JobStoreContract() {}

    /** A store on a place of its own that holds no jobs. It is closed after the test. */
    @Override
    protected abstract JobStore newStore();

    /**
     * A second store on the same jobs, as another process would have it. It is closed after the test.
     *
     * @return empty, if the store cannot have that: the tests that need it are skipped
     */
    @Override
    protected Optional<JobStore> openAgain(final JobStore first) {
        return Optional.empty();
    }

    /**
     * Whether the store tells its subscribers of everything it can: the tests then wait for each signal. Of a store
     * that says no, only signals that are wrong fail a test.
     */
    @Override
    protected boolean signals() {
        return false;
    }

    /**
     * Whether the store makes estimates: the tests then wait for them. Of a store that says no, only estimates that are
     * wrong fail a test.
     */
    @Override
    protected boolean estimates() {
        return false;
    }
}
