package dev.jobs.store.memory;

import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.QueueOrder;

/** The code of docs/fairness.md. */
final class FairQueue {
    static final JobType<Export, Void> EXPORT = JobType.of("export", Export.class, Void.class);

    /** The data to export. */
    record Export(int number) {}

    private FairQueue() {}

    static void submit(final Jobs jobs, final Export options, final String user) {
        // owner
        jobs.submit(EXPORT.requestBuilder(options).owner(user).build());
        // owner end
    }

    static void submitForPaying(final Jobs jobs, final Export options, final String tenant) {
        // weight
        jobs.submit(EXPORT.requestBuilder(options).owner(tenant).ownerWeight(3).build());
        // weight end
    }

    static void order(final JobStore store) {
        // order
        store.orderQueue("bulk", QueueOrder.SUBMISSION); // whoever comes first, starts first
        store.orderQueue("bulk", QueueOrder.FAIR_BY_OWNER);
        // order end
    }
}
