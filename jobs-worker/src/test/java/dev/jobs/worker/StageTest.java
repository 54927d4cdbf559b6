package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobType;
import dev.jobs.OverallProgress;
import dev.jobs.Stage;
import dev.jobs.StageState;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Stages, from a handler's report to the answer of a poll. */
class StageTest extends WorkerTest {
    private static final List<String> NAMES = List.of("download", "decode", "normalize", "save", "not declared");
    private static final JobType<String, String> STAGED = ECHO.withStages(
            Stage.of("download").withLabel("Downloading…"),
            Stage.of("decode"),
            Stage.of("normalize").withWeight(2),
            Stage.of("save"));

    private final CountDownLatch seen = new CountDownLatch(1);

    private JobPollResponse answer(final JobId id) {
        return store.poll(id).orElseThrow();
    }

    private void startedWithStages(final JobHandler<String, String> handler) {
        started(worker().handle(STAGED, handler));
    }

    /** The answer when the handler has reported all that it does, and waits. */
    private JobPollResponse answerAfter(final JobHandler<String, String> handler) throws InterruptedException {
        final JobId id = store.submit(STAGED.request("song"));
        startedWithStages(context -> {
            handler.handle(context);
            context.stage("all said");
            seen.await();
            return "done";
        });
        Await.until("all is written", () -> answer(id).job().stage().equals(Optional.of("all said")));
        final JobPollResponse answer = answer(id);
        seen.countDown();
        return answer;
    }

    @Test
    void aPollListsTheDeclaredStagesAndHowFarTheJobHasComeThroughThem() throws InterruptedException {
        final JobId id = store.submit(STAGED.request("song"));
        startedWithStages(context -> {
            context.stage("download");
            context.progress(70);
            context.stage("decode");
            context.stage("normalize");
            context.progress(25);
            seen.await();
            return "done";
        });
        Await.until("all is written", () -> answer(id).job().progress() == 25);

        final JobPollResponse running = answer(id);
        assertThat(running.stages())
                .extracting(state -> state.stage().name(), StageState::status, StageState::progress)
                .containsExactly(
                        tuple("download", StageState.Status.DONE, 100.0),
                        tuple("decode", StageState.Status.DONE, 100.0),
                        tuple("normalize", StageState.Status.ACTIVE, 25.0),
                        tuple("save", StageState.Status.PENDING, 0.0));
        assertThat(running.job().overallProgress().percent()).isEqualTo(50);
        assertThat(running.toJson()).contains("\"overallProgress\":50,\"stages\":[{", "\"label\":\"Downloading…\"");

        seen.countDown();
        finished(id);
        assertThat(answer(id).stages())
                .extracting(StageState::status)
                .containsExactly(
                        StageState.Status.DONE,
                        StageState.Status.DONE,
                        StageState.Status.DONE,
                        StageState.Status.SKIPPED);
        assertThat(answer(id).toJson()).contains("\"overallProgress\":100,");
    }

    @Test
    void aStageThatIsOverBeforeItIsWrittenHasBeenEnteredAllTheSame() throws InterruptedException {
        final JobPollResponse answer = answerAfter(context -> {
            context.stage("download");
            context.stage("decode");
            context.stage("normalize");
            context.stage("save");
            return "said";
        });

        assertThat(answer.stages()).extracting(StageState::status).containsOnly(StageState.Status.DONE);
        assertThat(answer.job().overallProgress().percent()).isEqualTo(80);
    }

    @Test
    void stagesMayBeLeftOutRepeatedAndTakenInAnotherOrder() throws InterruptedException {
        final JobPollResponse answer = answerAfter(context -> {
            context.stage("normalize");
            context.progress(50);
            context.stage("download");
            context.progress(100);
            context.stage("normalize");
            context.progress(10);
            return "said";
        });

        assertThat(answer.stages())
                .extracting(StageState::status)
                .containsExactly(
                        StageState.Status.DONE,
                        StageState.Status.SKIPPED,
                        StageState.Status.DONE,
                        StageState.Status.PENDING);
        assertThat(answer.job().overallProgress().percent()).isEqualTo(60);
    }

    @Test
    void whateverAHandlerSaysOverallProgressNeverFallsWithinAnAttempt() throws InterruptedException {
        final JobId id = store.submit(STAGED.request("song"));
        startedWithStages(context -> {
            final SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < 2_000; i++) {
                if (random.nextInt(5) == 0) {
                    context.stage(NAMES.get(random.nextInt(NAMES.size())));
                }
                context.progress(random.nextDouble(-10, 110));
            }
            return "done";
        });
        final Job ended = finished(id);

        final List<OverallProgress> reported = store.reports.stream()
                .filter(Report.Progressed.class::isInstance)
                .map(report -> ((Report.Progressed) report).overallProgress())
                .toList();
        assertThat(reported).isNotEmpty();
        assertThat(reported).extracting(OverallProgress::percent).isSorted();
        assertThat(ended.overallProgress()).isEqualTo(reported.get(reported.size() - 1));
    }

    @Test
    void overallProgressBeginsAgainWithTheNextAttempt() throws InterruptedException {
        final JobId id = store.submit(STAGED.requestBuilder("song")
                .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                .build());
        startedWithStages(context -> {
            if (context.job().attempt() == 1) {
                context.stage("save");
                throw new IllegalStateException("no luck");
            }
            context.stage("download");
            context.progress(50);
            seen.await();
            return "done";
        });

        Await.until("the second attempt is on its way", () -> answer(id).job().progress() == 50);
        assertThat(answer(id).job().overallProgress()).isEqualTo(new OverallProgress(0b0001, 10));
        seen.countDown();
    }

    @Test
    void aJobOfATypeWithoutStagesHasNoneAndNoOverallProgress() throws InterruptedException {
        final JobId id = submit("song");
        started(context -> {
            context.stage("download");
            context.progress(50);
            return "done";
        });
        finished(id);

        assertThat(answer(id).stages()).isEmpty();
        assertThat(answer(id).job().overallProgress()).isEqualTo(OverallProgress.NONE);
        assertThat(answer(id).toJson()).doesNotContain("stages", "overallProgress");
    }
}
