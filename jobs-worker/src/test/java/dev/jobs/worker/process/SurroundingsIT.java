package dev.jobs.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.log.LogRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers in surroundings that need root to be made: as process 1, and where {@code /proc} hides processes. */
@EnabledOnOs(OS.LINUX)
class SurroundingsIT {
    /** Still root, so that it can read what the build made, but without root's rights and group. */
    private static final List<String> UNPRIVILEGED =
            List.of("setpriv", "--regid", "65534", "--clear-groups", "--bounding-set", "-all", "--inh-caps", "-all");

    @TempDir
    private Path directory;

    @Test
    void aWorkerThatIsProcess1SaysSoOnceAndConfirmsItsCommands() throws Exception {
        final String said = run(List.of("unshare", "--pid", "--fork", "--mount-proc"), List.of());

        assertThat(said).containsOnlyOnce("This worker is process 1").contains("SEEN SEEN SEEN");
    }

    @Test
    void whereProcHidesProcessesFromTheWorkerItsEndsArePresumed() throws Exception {
        final String said = run(
                List.of("unshare", "--mount", "sh", "-c", "mount -t proc -o hidepid=2 proc /proc && exec \"$@\"", "x"),
                UNPRIVILEGED);

        assertThat(said).contains("PRESUMED PRESUMED PRESUMED");
    }

    private String run(final List<String> around, final List<String> user) throws Exception {
        final var tried = new ArrayList<>(around);
        tried.addAll(user);
        tried.add("true");
        assumeTrue(
                new ProcessBuilder(tried).start().waitFor() == 0,
                "No namespaces can be made here: it takes root and the programs unshare and setpriv");
        final var line = new ArrayList<>(around);
        line.addAll(user);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ThreeCommands.class.getName(),
                UUID.randomUUID().toString()));
        final Path log = directory.resolve("log");

        new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();

        return Files.readString(log);
    }

    /** Runs three commands and prints what was seen of their ends. */
    static final class ThreeCommands {
        private ThreeCommands() {}

        public static void main(final String[] arguments) throws InterruptedException {
            final var seen = new ArrayList<String>();
            try (var children = ChildProcesses.start(arguments[0], Duration.ofSeconds(1))) {
                for (int i = 0; i < 3; i++) {
                    final ProcessScope scope = children.scope("lease-" + i);
                    scope.run(Command.of("true"));
                    seen.add(scope.awaitDeath().toString());
                }
            }
            System.out.println(String.join(" ", seen));
            // The log's thread may have a line to write yet.
            LogRelay.log(() -> System.exit(0));
        }
    }
}
