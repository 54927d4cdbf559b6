package dev.jobs.store.example;

import dev.jobs.store.JobStore;
import dev.jobs.store.testkit.JobStoreContract;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class ListJobStoreContractTest extends JobStoreContract {
    @Override
    protected JobStore newStore() {
        return new ListJobStore();
    }
}
