package dev.jobs.worker.process.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.process.Processes;
import dev.jobs.worker.process.launch.ProgramLookup;
import dev.jobs.worker.process.table.LinuxProcessTable;
import dev.jobs.worker.process.table.ProcReader;
import dev.jobs.worker.process.table.Sign;
import dev.jobs.worker.process.tree.Death;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class WatchdogIT {
    /** A tree of six: one ignores TERM, one has a session of its own, one was forked twice, one has no environment. */
    private static final String TREE = """
            echo $$ >>ids
            sh -c 'trap "" TERM; echo $$ >>ids; while :; do sleep 1000; done' &
            setsid sh -c 'echo $$ >>ids; exec sleep 1000' &
            ( (sh -c 'echo $$ >>ids; exec sleep 1000') & )
            env -i "PATH=$PATH" sh -c 'echo $$ >>ids; exec sleep 1000' &
            sh -c 'echo $$ >>ids; exec sleep 1000'
            """;

    private final String mark = UUID.randomUUID().toString();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void theChildrenOfAKilledWorkerAreDead() throws Exception {
        final List<Path> directories = directories(5);
        final Process worker = worker(directories);
        final var ids = new ArrayList<Long>();
        for (final Path each : directories) {
            ids.addAll(Processes.awaitIds(each.resolve("ids"), 6));
        }

        worker.destroyForcibly().waitFor();

        Await.until("all children dead", () -> ids.stream().noneMatch(Processes::runs));
        Await.until("the watchdog gone", () -> watchdogs().isEmpty());
        assertThat(ids).hasSize(30);
        assertThat(new LinuxProcessTable(mark).scan().entries())
                .noneMatch(entry -> entry.sign() instanceof Sign.Marked);
    }

    @Test
    void aSignalFromTheTerminalDoesNotEndTheWatchdog() throws Exception {
        final List<Path> directories = directories(1);
        final Process worker = worker(directories);
        final List<Long> ids = Processes.awaitIds(directories.get(0).resolve("ids"), 6);
        final long watchdog = watchdogs().get(0);

        for (final String signal : List.of("INT", "HUP", "TERM", "QUIT")) {
            final var kill = new ProcessBuilder("kill", "-s", signal, Long.toString(watchdog)).start();
            assertThat(kill.waitFor()).isZero();
        }

        assertThat(ids).allMatch(Processes::runs);
        assertThat(watchdogs()).containsExactly(watchdog);
        worker.destroyForcibly().waitFor();
        Await.until("all children dead", () -> ids.stream().noneMatch(Processes::runs));
    }

    @Test
    void aKilledWatchdogIsStartedAgain() throws Exception {
        final List<Path> directories = directories(1);
        final Process worker = worker(directories);
        final List<Long> ids = Processes.awaitIds(directories.get(0).resolve("ids"), 6);
        final long first = watchdogs().get(0);

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        Await.until("another watchdog", () -> watchdogs().stream().anyMatch(pid -> pid != first));

        worker.destroyForcibly().waitFor();
        Await.until("all children dead", () -> ids.stream().noneMatch(Processes::runs));
    }

    @Test
    void theWatchdogEndsWithItsWorkersChildren() throws Exception {
        try (ChildProcesses children = ChildProcesses.start(mark, Duration.ofMillis(300))) {
            assertThat(watchdogs()).isEmpty();
            children.scope("lease-1").run(Command.of("true"));
            assertThat(watchdogs()).hasSize(1);
        }

        Await.until("the watchdog gone", () -> watchdogs().isEmpty());
    }

    @Test
    void theWatchdogOfOneWorkerLeavesAnotherAlone() throws Exception {
        final String longer = mark + "0";
        final Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        final List<Path> directories = directories(1);
        final Process other = worker(longer, List.of(elsewhere));
        final List<Long> theirs = Processes.awaitIds(elsewhere.resolve("ids"), 6);
        final Process worker = worker(directories);
        final List<Long> ours = Processes.awaitIds(directories.get(0).resolve("ids"), 6);

        worker.destroyForcibly().waitFor();
        Await.until("our children dead", () -> ours.stream().noneMatch(Processes::runs));
        Await.until("our watchdog gone", () -> watchdogs().size() == 1);

        assertThat(theirs).allMatch(Processes::runs);
        other.destroyForcibly().waitFor();
        Await.until("their children dead", () -> theirs.stream().noneMatch(Processes::runs));
    }

    @Test
    void theChildrenOfAWorkerThatWasKilledWithItsWatchdogAreEndedByTheNextWorkerThatStarts() throws Exception {
        final List<Path> directories = directories(2);
        final Process worker = worker(directories);
        final List<Long> ids = Processes.awaitIds(directories.get(0).resolve("ids"), 6);
        final String closed = UUID.randomUUID().toString();
        final Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        final Process living = worker(closed, List.of(elsewhere));
        final List<Long> theirs = Processes.awaitIds(elsewhere.resolve("ids"), 6);

        killWithoutMercy(watchdogs(), worker);
        try (ChildProcesses next = ChildProcesses.start(UUID.randomUUID().toString(), Duration.ofMillis(300))) {
            Await.until("all children dead", () -> ids.stream().noneMatch(Processes::runs));
            assertThat(next.scope("lease-1").awaitDeath()).isEqualTo(Death.SEEN);
        }

        assertThat(theirs).as("children of a worker that lives").allMatch(Processes::runs);
        living.destroyForcibly().waitFor();
        Await.until("their children dead", () -> theirs.stream().noneMatch(Processes::runs));
    }

    @Test
    void theWatchdogEndsATreeThatHasTakenEveryProcessThatItsControlGroupAllows() throws Exception {
        final Path limited = limitedGroup();
        try {
            Files.writeString(limited.resolve("pids.max"), "60");
            final Path each = Files.createDirectory(directory.resolve("fill"));
            final Process worker = worker(
                    List.of(
                            "sh",
                            "-c",
                            "echo 0 >\"$1\" && shift && exec \"$@\"",
                            "limited",
                            limited.resolve("cgroup.procs").toString()),
                    mark,
                    "echo $$ >>ids; perl -e 'while (1) { my $p = fork; if (!defined $p) { select undef, undef, undef, 0.01 }"
                            + " elsif (!$p) { $SIG{TERM} = \"IGNORE\"; sleep 1000; exit } }'",
                    List.of(each));
            Processes.awaitIds(each.resolve("ids"), 1);
            Await.until(
                    "no room for another process",
                    () -> text(limited.resolve("pids.current")).equals("60"));

            worker.destroyForcibly().waitFor();

            Await.until("all dead", () -> text(limited.resolve("cgroup.procs")).isEmpty());
        } finally {
            Files.writeString(limited.resolve("pids.max"), "max");
            Await.until(
                    "an empty group",
                    () -> limited.toFile().delete()
                            || !text(limited.resolve("cgroup.procs")).isEmpty());
        }
    }

    /** A group of the first version, in which a limit of processes can be set on most machines, or one of the second. */
    private Path limitedGroup() throws IOException {
        final Path pids = Path.of("/sys/fs/cgroup/pids");
        assumeTrue(
                Files.isWritable(pids) && ProgramLookup.find("perl").isPresent(),
                "No limit of processes can be set here");
        return Files.createDirectory(pids.resolve("jobs-test-" + mark));
    }

    private static void killWithoutMercy(final List<Long> watchdogs, final Process worker) throws Exception {
        final var line = new ArrayList<>(List.of("kill", "-s", "KILL", Long.toString(worker.pid())));
        watchdogs.forEach(pid -> line.add(Long.toString(pid)));
        assertThat(new ProcessBuilder(line).start().waitFor()).isZero();
        worker.waitFor();
    }

    private static String text(final Path file) {
        return ProcReader.text(file.toString()).orElse("").strip();
    }

    private List<Path> directories(final int count) throws IOException {
        final var all = new ArrayList<Path>();
        for (int i = 0; i < count; i++) {
            all.add(Files.createDirectory(directory.resolve("job-" + i)));
        }
        return all;
    }

    private Process worker(final List<Path> directories) throws IOException {
        return worker(mark, directories);
    }

    private Process worker(final String workerMark, final List<Path> directories) throws IOException {
        return worker(List.of(), workerMark, TREE, directories);
    }

    private Process worker(
            final List<String> before, final String workerMark, final String script, final List<Path> directories)
            throws IOException {
        final var line = new ArrayList<>(before);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerToKill.class.getName(),
                workerMark,
                "PT0.5S",
                script));
        directories.forEach(each -> line.add(each.toString()));
        final Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(directory.resolve("worker.log").toFile()))
                .start();
        started.add(process);
        return process;
    }

    /** The ids of the watchdogs of this test's workers: the shells that were given the mark. */
    private List<Long> watchdogs() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(handle -> Processes.runs(handle.pid()))
                    .filter(handle -> commandLine(handle.pid()).contains("\0jobs-watchdog\0" + mark))
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }

    private static String commandLine(final long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (final IOException gone) {
            return "";
        }
    }
}
