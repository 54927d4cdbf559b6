package dev.jobs.store.example;

import dev.jobs.store.JobStore;
import dev.jobs.store.testkit.JobStoreContract;

class ListJobStoreContractTest extends JobStoreContract {
    @Override
    protected JobStore newStore() {
        return new ListJobStore();
    }
}
