package dev.jobs.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandTimedOutException;
import dev.jobs.worker.listener.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeCommandTest {
    static final JobType<String, String> ENCODE = JobType.of("encode", String.class, String.class);

    private final TestJobs jobs = TestJobs.create();
    private final List<String> lines = new ArrayList<>();

    @AfterEach
    void close() {
        jobs.close();
    }

    private JobRun run(final Command command) {
        jobs.handle(ENCODE, context -> context.exec(command).outputTail());
        jobs.store().submit(ENCODE.request("song"));
        return jobs.runNext().orElseThrow();
    }

    @Test
    void aFakedCommandWritesWhatItIsToldTo() {
        jobs.commands().when("encoder").prints("10 %", "100 %");

        final JobRun run =
                run(Command.of("/usr/bin/encoder", "song").onLine(lines::add).logOutput());

        assertThat(run.result(ENCODE)).contains("10 %\n100 %\n");
        assertThat(lines).containsExactly("10 %", "100 %");
        assertThat(run.log()).containsExactly("10 %", "100 %");
        assertThat(jobs.commands().run())
                .extracting(Command::arguments)
                .containsExactly(List.of("/usr/bin/encoder", "song"));
    }

    @Test
    void anExitCodeOtherThanZeroFailsTheAttemptAsThatOfARealProcessDoes() {
        jobs.commands().when("encoder").prints("bad header").exits(3);

        final JobRun run = run(Command.of("encoder"));

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED_AND_RETRIED);
        assertThat(run.job().error()).contains("encoder ended with code 3:\nbad header");
    }

    @Test
    void aCommandTakesTimeByTheClock() {
        jobs.commands().when("encoder").takes(Duration.ofMinutes(7));

        final JobRun run = run(Command.of("encoder"));

        assertThat(run.ran()).isEqualTo(Duration.ofMinutes(7));
        assertThat(jobs.clock().instant()).isEqualTo(TestClock.BEGIN.plus(Duration.ofMinutes(7)));
    }

    @Test
    void aCommandThatTakesLongerThanTheTimeLimitOfItsJobIsEndedThere() {
        jobs.commands().when("encoder").takes(Duration.ofHours(2)).prints("never");
        jobs.configure(worker -> worker.timeLimit(Duration.ofMinutes(30)));

        final JobRun run = run(Command.of("encoder").onLine(lines::add));

        assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT_AND_RETRIED);
        assertThat(run.ran()).isEqualTo(Duration.ofMinutes(30));
        assertThat(lines).isEmpty();
    }

    @Test
    void aCommandThatIgnoresSigtermIsKilledAfterTheGrace() {
        jobs.commands().when("encoder").runsUntilStopped().ignoresSigterm();
        jobs.configure(worker -> worker.timeLimit(Duration.ofMinutes(30)).killGrace(Duration.ofSeconds(9)));

        final JobRun run = run(Command.of("encoder"));

        assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT_AND_RETRIED);
        assertThat(run.ran()).isEqualTo(Duration.ofMinutes(30).plusSeconds(9));
    }

    @Test
    void outputThatComesInTimeKeepsTheSilenceLimitAway() {
        jobs.commands()
                .when("encoder")
                .takes(Duration.ofSeconds(40))
                .prints("still here")
                .takes(Duration.ofSeconds(40))
                .prints("done");
        jobs.configure(worker -> worker.silenceLimit(Duration.ofMinutes(1)));

        assertThat(run(Command.of("encoder")).outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aCommandAtItsOwnTimeLimitLeavesTheAttemptToGoOn() {
        jobs.commands().when("encoder").prints("half").takes(Duration.ofHours(2));
        jobs.handle(ENCODE, context -> {
            try {
                return context.exec(Command.of("encoder").timeLimit(Duration.ofMinutes(10)))
                        .outputTail();
            } catch (final CommandTimedOutException tooSlow) {
                return tooSlow.getMessage();
            }
        });
        jobs.store().submit(ENCODE.request("song"));

        final JobRun run = jobs.runNext().orElseThrow();

        assertThat(run.result(ENCODE)).contains("encoder reached its time limit of 10 min and was ended:\nhalf");
        assertThat(run.ran()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theNewestFakeThatFitsIsTaken() {
        jobs.commands().when("encoder").prints("any");
        jobs.commands().when("encoder", "--probe").prints("probed");
        jobs.commands().when("encoder").prints("first time").once();

        assertThat(run(Command.of("encoder", "--probe", "x")).result(ENCODE)).contains("first time\n");
        jobs.store().submit(ENCODE.request("song"));
        assertThat(jobs.runNext().orElseThrow().result(ENCODE)).contains("probed\n");
    }

    @Test
    void aCommandThatNoFakeTakesFailsTheTest() {
        jobs.handle(ENCODE, context -> context.exec(Command.of("encoder", "-v")).outputTail());
        final JobId id = jobs.store().submit(ENCODE.request("song"));

        assertThatThrownBy(jobs::runNext)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[encoder, -v]")
                .hasMessageContaining("commands().when(\"encoder\")");
        assertThat(jobs.job(id).error()).isPresent();
    }

    @Test
    void aCommandThatCannotBeStartedSaysWhy() {
        jobs.commands().when("encoder").cannotBeStarted("not installed");

        assertThat(run(Command.of("encoder")).job().error()).contains("encoder cannot be started: not installed");
    }

    @Test
    void aFakedCommandCanWriteItsFile(@TempDir final Path folder) {
        final Path out = folder.resolve("song.flac");
        jobs.commands()
                .when("encoder")
                .does(command -> Files.writeString(out, command.arguments().get(1)));

        run(Command.of("encoder", "song"));

        assertThat(out).hasContent("song");
    }

    @Test
    void realCommandsAreRunIfTheTestSaysSo() {
        jobs.withRealCommands();

        assertThat(run(Command.of("echo", "real")).result(ENCODE)).contains("real\n");
    }
}
