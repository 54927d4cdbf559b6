package dev.jobs.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.table.FreshScans;
import dev.jobs.worker.process.table.ProcessTable;
import dev.jobs.worker.process.tree.Death;
import dev.jobs.worker.process.tree.TreeTermination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process without any sign, which may belong to every command that is older. */
@LeavesSuspects
@EnabledOnOs(OS.LINUX)
class SuspectIT {
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final String STAY = "echo $$ >>ids; exec sleep 1000";

    @TempDir
    private Path directory;

    @AfterEach
    void killWhatIsLeft() {
        Processes.idsIn(directory.resolve("ids"))
                .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void whatSheddedEverySignIsASuspectAndTheEndIsPresumed() throws Exception {
        try (ChildProcesses children = childrenNotSeenUntilUp()) {
            final ProcessScope scope = children.scope("lease-1");

            scope.run(Command.of(
                            "sh",
                            "-c",
                            "( ( ulimit -S -m unlimited; exec setsid env -i \"PATH=$PATH\" sh -c '" + STAY
                                    + "' ) </dev/null >/dev/null 2>&1 & );"
                                    + " while ! test -s ids; do sleep 0.01; done; sleep 0.05")
                    .directory(directory));

            final List<Long> living = Processes.idsIn(directory.resolve("ids"));
            assertThat(living).singleElement().matches(Processes::runs);
            assertThat(scope.awaitDeath()).isEqualTo(Death.PRESUMED);
        }
    }

    /** No scan comes between a start and the moment in which all signs are shed, or it would know the process. */
    private ChildProcesses childrenNotSeenUntilUp() {
        final String mark = UUID.randomUUID().toString();
        final TreeTermination.Means means = ChildProcesses.means(mark, GRACE);
        final var scans = new FreshScans(() ->
                Files.exists(directory.resolve("ids")) ? means.table().scan() : new ProcessTable.Scan(List.of(), true));
        return new ChildProcesses(
                mark,
                new TreeTermination.Means(means.table(), scans, means.suspects(), GRACE, Thread::new),
                Optional::empty);
    }
}
