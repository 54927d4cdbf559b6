package dev.jobs.store.testkit;

import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;

final class MemoryJobStoreContractTest extends JobStoreContract {
    @Override
    protected JobStore newStore() {
        return new MemoryJobStore();
    }

    @Override
    protected boolean signals() {
        return true;
    }

    @Override
    protected boolean estimates() {
        return true;
    }
}
