package dev.jobs.worker.process.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.process.table.ProcessTable.Signal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LinuxProcessTableTest {
    private static final EnvironmentMarks MARKS = new EnvironmentMarks("worker-1", "lease-1", "1");

    private final LinuxProcessTable table = new LinuxProcessTable(MARKS.worker());
    private Process child;

    @BeforeEach
    void startChild() throws IOException {
        final var builder = new ProcessBuilder("sleep", "1000");
        MARKS.addTo(builder.environment());
        child = builder.start();
    }

    @AfterEach
    void endChild() {
        child.destroyForcibly();
    }

    @Test
    void aScanTellsTheMarksOfThisWorkerOnly() {
        final ProcessIdentity identity = table.identify(child).orElseThrow();

        assertThat(table.scan().entries())
                .filteredOn(entry -> entry.identity().equals(identity))
                .singleElement()
                .satisfies(entry -> assertThat(entry.sign()).isEqualTo(new Sign.Marked(MARKS)))
                .satisfies(entry -> assertThat(entry.alive()).isTrue())
                .satisfies(entry -> assertThat(entry.parentPid())
                        .isEqualTo(ProcessHandle.current().pid()));
        assertThat(new LinuxProcessTable("worker").scan().entries())
                .noneMatch(entry -> entry.sign() instanceof Sign.Marked)
                .filteredOn(entry -> entry.identity().equals(identity))
                .allMatch(entry -> entry.sign() == Sign.Without.OF_ANOTHER_WORKER);
    }

    @Test
    void aScanEndsWhileProcessesForkAndEndOnAndOn() throws Exception {
        final Process hopper = new ProcessBuilder("sh", "-c", "while :; do (:); done").start();
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(CompletableFuture.supplyAsync(table::scan)
                                .get(20, TimeUnit.SECONDS)
                                .entries())
                        .anyMatch(entry -> entry.pid() == child.pid());
            }
        } finally {
            hopper.destroyForcibly();
        }
    }

    @Test
    void aProcessWithTheSameIdAndAnotherStartIsNeverSignalled() {
        final ProcessIdentity identity = table.identify(child).orElseThrow();
        final var reused = new ProcessIdentity(identity.pid(), identity.startTime() - 1);

        table.signal(reused, Signal.KILL);

        assertThat(table.isAlive(reused)).isFalse();
        assertThat(table.isAlive(identity)).isTrue();
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void aSignalEndsTheVeryProcess() throws InterruptedException {
        final ProcessIdentity identity = table.identify(child).orElseThrow();

        table.signal(identity, Signal.TERM);

        assertThat(child.waitFor()).isEqualTo(128 + 15);
        assertThat(table.isAlive(identity)).isFalse();
        assertThat(table.identify(child)).isEmpty();
    }

    @Test
    void aProgramsNameMayHoldParenthesesAndBlanks() {
        final byte[] stat = "42 (a) b (c) S 1 40 39 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 5 0 777 8192 1 1".getBytes(UTF_8);

        assertThat(ProcStat.parse(stat, stat.length)).contains(new ProcStat('S', 1, 39, 5, 777, 8192));
    }

    @Test
    void aProcessWhoseFirstThreadAloneHasEndedIsNotDead() {
        assertThat(new ProcStat('Z', 1, 1, 1, 1, 0).isDead()).isTrue();
        assertThat(new ProcStat('Z', 1, 1, 2, 1, 0).isDead()).isFalse();
    }

    @Test
    void marksAreWholeVariables() {
        final byte[] variable = EnvironmentMarks.workerVariable("w1");

        assertThat(read("A=1\0JOBS_WORKER=w1\0JOBS_LEASE=l\0JOBS_COMMAND=2\0", variable))
                .contains(new EnvironmentMarks("w1", "l", "2"));
        assertThat(read("JOBS_WORKER=w1", variable)).isPresent();
        assertThat(read("JOBS_WORKER=w12\0", variable)).isEmpty();
        assertThat(read("XJOBS_WORKER=w1\0", variable)).isEmpty();
        assertThat(read("JOBS_WORKER=w", variable)).isEmpty();
        assertThat(read("", variable)).isEmpty();
    }

    private static Optional<EnvironmentMarks> read(final String environment, final byte[] variable) {
        final byte[] block = environment.getBytes(UTF_8);
        return EnvironmentMarks.read(block, block.length, variable);
    }
}
