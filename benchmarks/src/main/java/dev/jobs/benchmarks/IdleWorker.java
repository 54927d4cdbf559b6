package dev.jobs.benchmarks;

import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.worker.Worker;
import java.io.IOException;

/** A process with a worker that has nothing to do, until its standard input ends. */
final class IdleWorker {
    private IdleWorker() {}

    public static void main(final String[] arguments) throws IOException {
        try (JobStore store = JdbcJobStore.open(arguments[0]);
                Worker worker = Worker.builder(store)
                        .handle(JobsContender.NOOP, context -> null)
                        .start()) {
            System.out.println("started " + worker.id());
            while (System.in.read() >= 0) {
                // Whatever is said, only the end counts.
            }
        }
    }
}
