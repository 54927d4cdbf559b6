package dev.jobs.worker.process.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.process.LeavesSuspects;
import dev.jobs.worker.process.launch.ProgramLookup;
import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.NumberMarks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The watchdog's script by itself, in each shell that there is. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
@LeavesSuspects
class WatchdogScriptTest {
    private static final int GRACE_TENTHS = 15;

    private final NumberMarks numbers = NumberMarks.random();
    private final String mark = UUID.randomUUID().toString();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    static Stream<String> shells() {
        return Stream.of("sh", "dash", "bash", "busybox")
                .filter(shell -> ProgramLookup.find(shell).isPresent());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatIgnoresTermIsKilledWhenTheGraceIsOverByTheClock(final String shell) throws Exception {
        final Process stubborn = tree("trap '' TERM; echo up; while read x; do :; done");
        final Process obedient = tree("echo up; exec sleep 1000");
        final Process stranger = start(List.of("sh", "-c", "echo up; exec sleep 1000"));
        final Process watchdog = watchdog(shell, "/usr/bin:/bin");
        assertThat(watchdog.inputReader().readLine()).isEqualTo("ready");
        final long start = System.nanoTime();

        watchdog.getOutputStream().close();

        assertThat(obedient.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(stubborn.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(
                        Duration.ofMillis(GRACE_TENTHS * 100L - 200), Duration.ofMillis(GRACE_TENTHS * 100L + 10_000));
        assertThat(watchdog.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(stranger.isAlive()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatItLacksIsSaidAndItDoesItsWorkAllTheSame(final String shell) throws Exception {
        final Process stubborn = tree("trap '' TERM; echo up; while read x; do :; done");
        final Process watchdog = watchdog(shell, directory.toString());

        final String said = watchdog.inputReader().readLine();
        watchdog.getOutputStream().close();

        assertThat(said).startsWith("ready");
        assertThat(said).contains(shell.equals("dash") ? "sleep" : "");
        assertThat(stubborn.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatBearsTheMarkAloneIsEndedToo(final String shell) throws Exception {
        final var builder = new ProcessBuilder("sh", "-c", "echo up; exec sleep 1000");
        new EnvironmentMarks(mark, "lease", "1").addTo(builder.environment());
        final Process marked = builder.start();
        started.add(marked);
        final var other = new ProcessBuilder("sh", "-c", "echo up; exec sleep 1000");
        new EnvironmentMarks(mark + "0", "lease", "1").addTo(other.environment());
        final Process another = other.start();
        started.add(another);
        final Process watchdog = watchdog(shell, "/usr/bin:/bin");

        watchdog.getOutputStream().close();

        assertThat(marked.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watchdog.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(another.isAlive()).isTrue();
    }

    private Process tree(final String script) throws IOException {
        return start(
                List.of("setsid", "sh", "-c", "ulimit -S -m " + NumberMarks.forShell(numbers.next()) + "; " + script));
    }

    private Process start(final List<String> line) throws IOException {
        final Process process = new ProcessBuilder(line).start();
        started.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        return process;
    }

    private Process watchdog(final String shell, final String path) throws IOException {
        final String script = Files.readString(
                Path.of("src/main/resources/dev/jobs/worker/process/watchdog/watchdog.sh"), StandardCharsets.UTF_8);
        final var line =
                new ArrayList<>(List.of(ProgramLookup.find(shell).orElseThrow().toString()));
        if (shell.equals("busybox")) {
            line.add("sh");
        }
        line.addAll(List.of("-c", script, "jobs-watchdog", mark, Integer.toString(GRACE_TENTHS)));
        line.addAll(List.of(Long.toString(numbers.first()), Long.toString(numbers.end()), ""));
        final var builder = new ProcessBuilder(line);
        builder.environment().put("PATH", path);
        final Process process = builder.start();
        started.add(process);
        return process;
    }
}
