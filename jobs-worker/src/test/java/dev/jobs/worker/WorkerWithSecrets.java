package dev.jobs.worker;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker's process whose jobs all fail, with secrets in payload, arguments, environment and input. */
final class WorkerWithSecrets {
    static final String SECRET = "open-sesame";

    private static final JobType<String, String> WORK = JobType.of("work", String.class, String.class);

    private WorkerWithSecrets() {}

    /** Prints what users are told of each job. */
    public static void main(final String[] arguments) throws InterruptedException {
        final JobStore store = JobStores.open("memory:");
        final var ids = new ArrayList<JobId>();
        final Worker worker = Worker.builder(store)
                .handle(
                        WORK,
                        context -> context.exec(command(context.job().owner().orElseThrow()))
                                .outputTail())
                .start();
        for (final String kind : List.of("code", "signal", "missing", "directory", "input", "interpreter")) {
            ids.add(submit(store, kind));
        }
        for (final JobId id : ids) {
            Await.until(
                    "its end", () -> store.find(id).orElseThrow().finishedAt().isPresent());
            System.out.println("error: " + store.find(id).orElseThrow().error().orElseThrow());
        }
        cancelOneThatRuns(store);
        worker.close();
        store.close();
    }

    private static JobId submit(final JobStore store, final String kind) {
        return store.submit(WORK.requestBuilder("password=" + SECRET)
                .owner(kind)
                .maxAttempts(1)
                .build());
    }

    private static void cancelOneThatRuns(final JobStore store) throws InterruptedException {
        final JobId id = submit(store, "endless");
        Await.until("its start", () -> store.find(id).orElseThrow().status() == JobStatus.PROCESSING);
        store.cancel(id);
        Await.until("its end", () -> store.find(id).orElseThrow().finishedAt().isPresent());
    }

    private static Command command(final String kind) {
        final Command command = switch (kind) {
            case "code" -> Command.of("sh", "-c", "exit 3", SECRET);
            case "signal" -> Command.of("sh", "-c", "kill -s KILL $$", SECRET);
            case "endless" -> Command.of("sh", "-c", "sleep 600", "sh", SECRET);
            case "missing" -> Command.of("no-such-program", SECRET);
            case "directory" -> Command.of("true", SECRET).directory(Path.of("no-such-directory"));
            case "input" -> Command.of("true", SECRET).input(Path.of("no-such-file"));
            default -> Command.of("sh", "-c", "exec ./no-such-program \"$1\"", "sh", SECRET);
        };
        return command.environment("PASSWORD", SECRET);
    }
}
