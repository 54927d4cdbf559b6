package dev.jobs.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobType;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandlerTestTest {
    record Song(String title) {}

    record Encoded(String file, double seconds) {}

    static final JobType<Song, Encoded> ENCODE = JobType.of("encode", Song.class, Encoded.class);
    static final Song SONG = new Song("Für Elise");

    private static Encoded encode(final JobContext<Song> context) throws InterruptedException {
        context.stage("encoding");
        context.exec(Command.of("encoder", context.payload().title()).logOutput());
        context.stage("saving");
        context.progress(100);
        return new Encoded(
                context.payload().title() + "." + context.job().attributes().get("format"), 1.5);
    }

    private static HandlerTest<Song, Encoded> encoding() {
        return HandlerTest.of(ENCODE, HandlerTestTest::encode)
                .request(job -> job.owner("ada").attributes(Map.of("format", "flac")))
                .commands(commands ->
                        commands.when("encoder").takes(Duration.ofSeconds(3)).prints("ok"));
    }

    @Test
    void aRunAnswersAllThatTheHandlerTold() {
        final HandlerRun<Encoded> run = encoding().run(SONG);

        assertThat(run.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(run.result()).contains(new Encoded("Für Elise.flac", 1.5));
        assertThat(run.stages()).containsExactly("encoding", "saving");
        assertThat(run.progress()).last().isEqualTo(StageProgress.of("saving", 100));
        assertThat(run.log()).containsExactly("ok");
        assertThat(run.ran()).isEqualTo(Duration.ofSeconds(3));
        assertThat(run.job().owner()).contains("ada");
        assertThat(run.failure()).isEmpty();
        assertThatIllegalStateException().isThrownBy(run::obeyedStop);
    }

    @Test
    void aFailureIsToldAsItWasThrownAndAsPeopleReadIt() {
        final HandlerRun<Encoded> run = HandlerTest.of(ENCODE, context -> {
                    throw new IllegalStateException("disk is full");
                })
                .run(SONG);

        assertThat(run.failure()).containsInstanceOf(IllegalStateException.class);
        assertThat(run.error()).contains("disk is full");
    }

    @Test
    void aHandlerThatIsStoppedAtAStageObeysByItsNextCommand() {
        final HandlerRun<Encoded> run = encoding().stopAtStage("encoding").run(SONG);

        assertThat(run.obeyedStop()).isTrue();
        assertThat(run.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(run.stages()).containsExactly("encoding");
    }

    @Test
    void aHandlerThatBlocksIsInterruptedByItsStop() {
        final HandlerRun<Encoded> run = HandlerTest.of(ENCODE, context -> {
                    context.log("waiting");
                    new CountDownLatch(1).await();
                    return null;
                })
                .stopAtFirstReport()
                .stopReason(StopReason.CLOSING)
                .run(SONG);

        assertThat(run.obeyedStop()).isTrue();
        assertThat(run.outcome()).isEqualTo(Outcome.HANDED_BACK);
    }

    @Test
    void aHandlerThatIgnoresItsStopIsFoundTogetherWithThePlaceWhereItIs() {
        final CountDownLatch end = new CountDownLatch(1);

        final HandlerRun<Encoded> run = HandlerTest.of(ENCODE, context -> {
                    context.stage("encoding");
                    awaitInSpiteOfInterrupts(end);
                    return null;
                })
                .stopAtStage("encoding")
                .stopGrace(Duration.ofMillis(50))
                .run(SONG);
        final var stack = run.stack();
        end.countDown();

        assertThat(run.obeyedStop()).isFalse();
        assertThat(stack).extracting(StackTraceElement::getMethodName).contains("awaitInSpiteOfInterrupts");
        assertThatIllegalStateException().isThrownBy(run::outcome).withMessageContaining("awaitInSpiteOfInterrupts");
    }

    private static void awaitInSpiteOfInterrupts(final CountDownLatch end) {
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = !end.await(1, TimeUnit.MINUTES);
            } catch (final InterruptedException ignored) {
                waiting = end.getCount() > 0;
            }
        }
    }

    @Test
    void aStageThatTheHandlerNeverBeginsFailsTheTest() {
        assertThatThrownBy(() -> encoding().stopAtStage("mixing").run(SONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[encoding, saving]");
    }

    @Test
    void aFakedCommandThatRunsUntilItIsStoppedEndsWithItsJob() {
        final HandlerRun<Encoded> run = encoding()
                .commands(commands -> commands.when("encoder").prints("begun").runsUntilStopped())
                .stopAtFirstReport()
                .run(SONG);

        assertThat(run.obeyedStop()).isTrue();
    }
}
