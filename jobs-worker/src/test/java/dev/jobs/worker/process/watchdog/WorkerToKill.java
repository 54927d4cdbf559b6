package dev.jobs.worker.process.watchdog;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.process.ProcessScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A worker's process for tests: runs one shell script in each directory it is given, until it is killed. */
final class WorkerToKill {
    private WorkerToKill() {}

    /** The worker's mark, its grace, the script, and the directories. */
    public static void main(final String[] arguments) throws InterruptedException {
        final List<String> given = List.of(arguments);
        final ChildProcesses children = ChildProcesses.start(given.get(0), Duration.parse(given.get(1)));
        final var threads = new ArrayList<Thread>();
        for (final String directory : given.subList(3, given.size())) {
            final ProcessScope scope = children.scope(directory);
            final Command command = Command.of("sh", "-c", given.get(2)).directory(Path.of(directory));
            final var thread = new Thread(() -> {
                try {
                    scope.run(command);
                } catch (final InterruptedException expected) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (final Thread thread : threads) {
            thread.join();
        }
    }
}
