package dev.jobs.worker;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A worker's process that is ended by a test while a job runs, and says at its end what became of the job. */
final class WorkerToEnd {
    private static final JobType<String, String> WORK = JobType.of("work", String.class, String.class);

    /** The ways in which it takes its end. */
    enum Manner {
        /** It closes its worker. */
        CLOSES,
        /** It leaves its worker as it is. */
        LEAVES,
        /** A handler itself asks for the end of the process. */
        EXITS,
        /** It waits for its job, whose attempt has a time limit of two seconds. */
        LIMITED
    }

    private WorkerToEnd() {}

    /** The manner, and the directory that the job's child runs in. */
    public static void main(final String[] arguments) throws InterruptedException {
        final Manner manner = Manner.valueOf(arguments[0]);
        final Path directory = Path.of(arguments[1]);
        final JobStore store = JobStores.open("memory:");
        final Worker.Builder worker = Worker.builder(store)
                .closeGrace(Duration.ofMillis(200))
                .killGrace(Duration.ofMillis(500))
                .handle(WORK, context -> {
                    if (manner == Manner.EXITS) {
                        System.exit(0);
                    }
                    return context.exec(child(directory)).outputTail();
                });
        if (manner == Manner.LIMITED) {
            worker.timeLimit(Duration.ofSeconds(5));
            sayAtItsEnd(store, worker.start());
        }
        if (manner != Manner.LEAVES) {
            worker.closeAtShutdown();
        }
        final JobId id = store.submit(WORK.request("x"));
        if (manner == Manner.CLOSES) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> say(store, id)));
        }
        worker.start();
        new CountDownLatch(1).await();
    }

    private static void sayAtItsEnd(final JobStore store, final Worker worker) throws InterruptedException {
        final JobId id = store.submit(WORK.requestBuilder("x").maxAttempts(1).build());
        Await.until("its end", () -> store.find(id).orElseThrow().finishedAt().isPresent());
        final Job job = store.find(id).orElseThrow();
        System.out.println(job.status() + ": " + job.error().orElse(""));
        worker.close();
        System.exit(0);
    }

    private static Command child(final Path directory) {
        return Command.of("sh", "-c", "echo $$ >>ids; (sh -c 'echo $$ >>ids; exec sleep 1000') & wait")
                .directory(directory);
    }

    /** Hooks run all at once, so this one waits for what the worker's does. */
    private static void say(final JobStore store, final JobId id) {
        Await.until("its being handed back", () -> store.find(id).orElseThrow().status() != JobStatus.PROCESSING);
        final Job job = store.find(id).orElseThrow();
        System.out.println(job.status() + " after " + job.attempt() + " attempts");
    }
}
