package dev.jobs.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("slow")
@EnabledOnOs(OS.LINUX)
class ManyChildrenTest {
    /** Let `-Djobs.children=1000` repeat the long run. */
    private static final int IN_A_ROW = Integer.getInteger("jobs.children", 200);

    private static final int AT_ONCE = 50;

    @Test
    void childrenInARowAndAtOnceLeaveNothingBehind() throws Exception {
        final ExecutorService handlers = Executors.newFixedThreadPool(AT_ONCE);
        try (ChildProcesses children = ChildProcesses.start(UUID.randomUUID().toString(), Duration.ofSeconds(5))) {
            runAtOnce(children, handlers, "first");
            final int filesBefore = openFiles();

            for (int i = 0; i < IN_A_ROW; i++) {
                children.scope("row-" + i).run(Command.of("sh", "-c", "echo hello; sleep 0"));
            }
            runAtOnce(children, handlers, "second");

            Await.until("hardly more files open than before", () -> openFiles() <= filesBefore + 5);
            Await.until("no threads of children", () -> threads().isEmpty());
            Await.until(
                    "no zombies",
                    () -> ProcessHandle.current().children().allMatch(child -> Processes.runs(child.pid())));
        } finally {
            handlers.shutdownNow();
        }
    }

    private static void runAtOnce(final ChildProcesses children, final ExecutorService handlers, final String name)
            throws Exception {
        final var runs = new ArrayList<Future<?>>();
        for (int i = 0; i < AT_ONCE; i++) {
            final ProcessScope scope = children.scope(name + "-" + i);
            runs.add(handlers.submit(() -> scope.run(Command.of("sleep", "0.2").input(new byte[100]))));
        }
        for (final Future<?> run : runs) {
            run.get();
        }
        assertThat(runs).hasSize(AT_ONCE);
    }

    private static int openFiles() {
        final String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("jobs-"))
                .toList();
    }
}
