package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import dev.jobs.worker.WorkerToEnd.Manner;
import dev.jobs.worker.process.Processes;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class WorkerProcessIT {
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void aWorkerThatIsAskedToEndHandsItsJobBackAndLeavesNoProcess(final String signal) throws Exception {
        final Process worker = start(WorkerToEnd.class, Manner.CLOSES.name(), directory.toString());
        final List<Long> children = Processes.awaitIds(directory.resolve("ids"), 2);

        send(signal, Long.toString(worker.pid()));
        awaitEnd(worker);

        assertThat(output()).contains("PENDING after 0 attempts");
        assertThat(children).noneMatch(Processes::runs);
    }

    @Test
    void ctrlCInTheTerminalOfAWorkerThatIsNotClosedLeavesNoProcess() throws Exception {
        final Process worker = start(WorkerToEnd.class, Manner.LEAVES.name(), directory.toString());
        final List<Long> children = Processes.awaitIds(directory.resolve("ids"), 2);

        // A terminal sends its signal to the whole group.
        send("INT", "-" + worker.pid());
        awaitEnd(worker);

        Await.until("all children dead", () -> children.stream().noneMatch(Processes::runs));
    }

    @Test
    void aHandlerThatEndsTheProcessDoesNotHangIt() throws Exception {
        final Process worker = start(WorkerToEnd.class, Manner.EXITS.name(), directory.toString());

        awaitEnd(worker);

        assertThat(worker.exitValue()).isZero();
    }

    @Test
    void aWorkerThatIsFrozenPastTheLimitOfItsJobStopsItWhenItGoesOn() throws Exception {
        final Process worker = start(WorkerToEnd.class, Manner.LIMITED.name(), directory.toString());
        final List<Long> children = Processes.awaitIds(directory.resolve("ids"), 2);

        send("STOP", Long.toString(worker.pid()));
        final long frozen = System.nanoTime();
        Await.until("the limit", () -> System.nanoTime() - frozen > TimeUnit.SECONDS.toNanos(6));
        assertThat(children).as("nobody has frozen them, or ends them").allMatch(Processes::runs);
        send("CONT", Long.toString(worker.pid()));
        awaitEnd(worker);

        assertThat(output()).contains("FAILED: The attempt reached its time limit of 5 s");
        assertThat(children).noneMatch(Processes::runs);
    }

    @Test
    void noLogAndNoErrorTellsAPayloadAnArgumentOrTheEnvironment() throws Exception {
        final Process worker = start(WorkerWithSecrets.class);

        awaitEnd(worker);

        assertThat(worker.exitValue()).isZero();
        assertThat(output().lines().filter(line -> line.startsWith("error: "))).hasSize(6);
        assertThat(output()).contains("DEBUG", "no-such-program").doesNotContain(WorkerWithSecrets.SECRET);
    }

    /** In a session of its own, as a shell starts it in a group of its own. */
    private Process start(final Class<?> main, final String... arguments) throws IOException {
        final var line = new ArrayList<>(List.of(
                "setsid",
                // What started this build may ignore signals, as nohup does, and children inherit that.
                "env",
                "--default-signal=INT,HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-Dorg.slf4j.simpleLogger.log.dev.jobs.worker=trace",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(directory.resolve("output").toFile()))
                .start();
        started.add(process);
        return process;
    }

    private static void send(final String signal, final String to) throws Exception {
        assertThat(new ProcessBuilder("kill", "-s", signal, "--", to).start().waitFor())
                .isZero();
    }

    private static void awaitEnd(final Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("its end").isTrue();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }
}
