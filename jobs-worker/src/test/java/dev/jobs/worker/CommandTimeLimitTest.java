package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandTimedOutException;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@EnabledOnOs(OS.LINUX)
class CommandTimeLimitTest extends WorkerTest {
    private static final Duration LIMIT = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    private Command ignoring() {
        return Command.of(
                        "sh",
                        "-c",
                        "trap '' TERM; echo $$ >>ids; echo working;"
                                + " sh -c 'echo $$ >>ids; while :; do sleep 1; done'; :")
                .directory(directory);
    }

    @Test
    void aCommandThatReachesItsLimitIsDeadWithItsTreeWhenExecSaysSoAndTheAttemptGoesOn() throws InterruptedException {
        final Queue<CommandTimedOutException> failures = new ConcurrentLinkedQueue<>();
        started(context -> {
            try {
                return context.exec(ignoring().timeLimit(LIMIT)).outputTail();
            } catch (final CommandTimedOutException late) {
                failures.add(late);
                final List<Long> ids = Processes.idsIn(directory.resolve("ids"));
                return ids.size() + " begun, alive: " + ids.stream().anyMatch(Processes::runs)
                        + context.exec(Command.of("echo", ", another"))
                                .outputTail()
                                .strip();
            }
        });

        final JobId id = submit("x");

        assertThat(ECHO.result(finished(id))).contains("2 begun, alive: false, another");
        assertThat(failures)
                .singleElement()
                .returns(LIMIT, CommandTimedOutException::timeLimit)
                .extracting(Throwable::getMessage)
                .isEqualTo("sh reached its time limit of 4 s and was ended:\nworking");
    }

    @Test
    void aCommandThatEndsBeforeItsLimitHasItsResult() throws InterruptedException {
        started(context ->
                context.exec(Command.of("echo", "quick").timeLimit(LONG)).outputTail());

        assertThat(ECHO.result(finished(submit("x")))).contains("quick\n");
    }

    @Test
    void aStartThatHangsReachesTheLimitToo() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        started(context -> {
            try {
                return context.exec(Command.of("cat")
                                .input(directory.resolve("fifo"))
                                .timeLimit(Duration.ofMillis(300)))
                        .outputTail();
            } catch (final CommandTimedOutException late) {
                return late.getMessage();
            }
        });

        assertThat(ECHO.result(finished(submit("x")))).contains("cat reached its time limit of 300 ms and was ended");
    }

    @Test
    void theLimitOfTheAttemptHoldsForItsCommandsToo() throws InterruptedException {
        final Queue<StopReason> stops = new ConcurrentLinkedQueue<>();
        started(context -> {
            try {
                return context.exec(ignoring().timeLimit(LONG)).outputTail();
            } finally {
                context.stopReason().ifPresent(stops::add);
            }
        });

        final JobId id = store.submit(
                ECHO.requestBuilder("x").maxAttempts(1).timeLimit(LIMIT).build());

        assertThat(finished(id).error()).contains("The attempt reached its time limit of 4 s");
        assertThat(stops).containsExactly(StopReason.TIME_LIMIT);
    }
}
