package dev.jobs.store.memory;

import dev.jobs.store.JobStore;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The code of the maintenance window in docs/operating.md. */
final class MaintenanceWindow {
    private MaintenanceWindow() {}

    static void during(final JobStore store, final Instant end, final Runnable work) throws InterruptedException {
        // window
        final PauseTarget encoding = PauseTarget.queue("encoding");
        store.pause(PauseRequest.builder(encoding)
                .reason("We move to new machines until ten o'clock.")
                .until(end)
                .build());
        while (runs(store, "encoding")) {
            TimeUnit.SECONDS.sleep(1);
        }
        work.run();
        store.resume(encoding);
        // window end
    }

    private static boolean runs(final JobStore store, final String queue) {
        // runs
        return store.overview().workloads().stream()
                .filter(workload -> workload.queue().equals(queue))
                .anyMatch(workload -> workload.running() + workload.stopping() > 0);
        // runs end
    }
}
