package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.support.StoredJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {
    private static final List<Stage> STAGES = List.of(
            Stage.of("download"),
            Stage.of("decode").withWeight(2),
            Stage.of("save").withLabel("Saving \"it\"…"));
    private static final JobType<String, String> TYPE =
            JobType.of("ingest", String.class, String.class).withStages(STAGES.toArray(Stage[]::new));
    private static final Instant CREATED = Instant.parse("2026-01-05T10:00:00Z");

    @Test
    void aTypesRequestsCarryItsStages() {
        assertThat(TYPE.stages()).isEqualTo(STAGES);
        assertThat(TYPE.request("a").stages()).isEqualTo(STAGES);
        assertThat(JobType.of("t", String.class, String.class).request("a").stages())
                .isEmpty();
    }

    @Test
    void moreThanFiftyStagesOrTwoOfOneNameAreRefused() {
        final Stage[] many =
                IntStream.range(0, 51).mapToObj(i -> Stage.of("stage " + i)).toArray(Stage[]::new);

        assertThatThrownBy(() -> TYPE.withStages(many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("51");
        assertThatThrownBy(() -> TYPE.withStages(Stage.of("a"), Stage.of("b"), Stage.of("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[a, b, a]");
    }

    @Test
    void aStageHasANameAndAWeightAboveZero() {
        assertThatThrownBy(() -> Stage.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stage.of(" a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stage.of("a").withLabel("")).isInstanceOf(IllegalArgumentException.class);
        for (final double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Stage.of("a").withWeight(weight)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void stagesAreReadAsTheyWereWritten() {
        assertThat(StoredJson.stages(StoredJson.ofStages(STAGES))).isEqualTo(STAGES);
    }

    @Test
    void overallProgressIsWhatTheWeightsSay() {
        OverallProgress overall = OverallProgress.NONE;

        overall = overall.at(STAGES, Optional.of("download"), 50);
        assertThat(overall.percent()).isEqualTo(12.5);
        overall = overall.at(STAGES, Optional.of("decode"), 0);
        assertThat(overall.percent()).isEqualTo(25);
        overall = overall.at(STAGES, Optional.of("decode"), 33.33);
        assertThat(overall.percent()).isEqualTo(41.6);
        overall = overall.at(STAGES, Optional.of("save"), 100);
        assertThat(overall.percent()).isEqualTo(100);
    }

    @Test
    void overallProgressDoesNotFallWhenAHandlerGoesBackAndStaysInAStageThatIsNotDeclared() {
        final OverallProgress far = OverallProgress.NONE.at(STAGES, Optional.of("save"), 10);

        assertThat(far.at(STAGES, Optional.of("download"), 5)).isEqualTo(new OverallProgress(0b101, far.percent()));
        assertThat(far.at(STAGES, Optional.of("polishing"), 5)).isEqualTo(far);
        assertThat(far.at(STAGES, Optional.empty(), 5)).isEqualTo(far);
        assertThat(OverallProgress.NONE.at(List.of(), Optional.of("download"), 5))
                .isEqualTo(OverallProgress.NONE);
    }

    @Test
    void theStagesOfAPendingJobAreAllToCome() {
        assertThat(states(JobStatus.PENDING, Optional.empty(), 0, 0))
                .containsExactly("pending 0", "pending 0", "pending 0");
    }

    @Test
    void aStageThatWasPassedOverIsSkipped() {
        assertThat(states(JobStatus.PROCESSING, Optional.of("decode"), 40, 0b011))
                .containsExactly("done 100", "active 40", "pending 0");
        assertThat(states(JobStatus.PROCESSING, Optional.of("save"), 0, 0b101))
                .containsExactly("done 100", "skipped 0", "active 0");
        assertThat(states(JobStatus.PROCESSING, Optional.of("polishing"), 7, 0b010))
                .containsExactly("skipped 0", "done 100", "pending 0");
    }

    @Test
    void aCompleteJobHasDoneWhatItEntered() {
        assertThat(states(JobStatus.COMPLETE, Optional.of("decode"), 40, 0b010))
                .containsExactly("skipped 0", "done 100", "skipped 0");
    }

    @Test
    void aFailedJobShowsInWhichStageItFailed() {
        assertThat(states(JobStatus.FAILED, Optional.of("decode"), 40, 0b011))
                .containsExactly("done 100", "active 40", "skipped 0");
    }

    @Test
    void aJobOfATypeWithStagesShowsThemAndOneOfATypeWithoutDoesNot() {
        final Job job = job(JobStatus.PROCESSING, Optional.of("save"), 50, new OverallProgress(0b111, 87.5));

        assertThat(JobPollResponse.of(job, CREATED).toJson())
                .contains("\"overallProgress\":87.5,\"stages\":[{\"name\":\"download\",\"label\":\"download\","
                        + "\"weight\":1,\"status\":\"done\",\"progress\":100},")
                .contains("{\"name\":\"save\",\"label\":\"Saving \\\"it\\\"…\",\"weight\":1,\"status\":\"active\","
                        + "\"progress\":50}],");
    }

    @Test
    void aStageThatWasLeftShowsTheTimeOfAllItsVisits() {
        final Job job = job(JobStatus.PROCESSING, Optional.of("save"), 50, new OverallProgress(0b111, 87.5));
        final JobState state = job.state().toBuilder()
                .stageTimes(List.of(
                        new StageTime("decode", Duration.ofMillis(100)),
                        new StageTime("polishing", Duration.ofMillis(7)),
                        new StageTime("decode", Duration.ofMillis(20))))
                .build();

        assertThat(StageState.of(new Job(job.id(), job.request(), state)))
                .extracting(StageState::took)
                .containsExactly(Optional.empty(), Optional.of(Duration.ofMillis(120)), Optional.empty());
        assertThat(JobPollResponse.of(new Job(job.id(), job.request(), state), CREATED)
                        .toJson())
                .contains("\"status\":\"done\",\"progress\":100,\"tookMs\":120},");
    }

    private static List<String> states(
            final JobStatus status, final Optional<String> stage, final double progress, final long entered) {
        return StageState.of(job(status, stage, progress, new OverallProgress(entered, 0))).stream()
                .map(state -> state.status().wireName() + " " + Math.round(state.progress()))
                .toList();
    }

    private static Job job(
            final JobStatus status,
            final Optional<String> stage,
            final double progress,
            final OverallProgress overall) {
        return new Job(
                JobId.random(),
                JobRequest.storedBuilder("ingest")
                        .storedPayload("{}")
                        .stages(STAGES)
                        .build(),
                JobState.builder(CREATED)
                        .status(status)
                        .attempt(1)
                        .stage(stage)
                        .progress(progress)
                        .overallProgress(overall)
                        .startedAt(Optional.of(CREATED))
                        .finishedAt(status.isTerminal() ? Optional.of(CREATED) : Optional.empty())
                        .build());
    }

    @Test
    void stageTimesComeBackFromTheirText() {
        final List<StageTime> times = List.of(
                new StageTime("down \"loading\" ä", Duration.ofMillis(1_234)),
                new StageTime("saving", Duration.ofDays(400)));

        assertThat(StoredJson.stageTimes(StoredJson.ofStageTimes(times))).isEqualTo(times);
        assertThat(StoredJson.stageTimes(StoredJson.ofStageTimes(List.of()))).isEmpty();
        assertThatThrownBy(() -> StoredJson.stageTimes("[[\"saving\"]]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoredJson.stageTimes("{}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStageTookNoNegativeTimeAndOnlyTheNewestTimesAreReported() {
        assertThatThrownBy(() -> new StageTime("saving", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("saving");
        final List<StageTime> many = IntStream.range(0, 60)
                .mapToObj(i -> new StageTime("stage " + i, Duration.ofMillis(i)))
                .toList();
        final Report.Progressed report = Report.progressed(
                        new Lease(JobId.random(), 1, WorkerId.random()), Optional.empty(), 0)
                .withStageTimes(many);

        assertThat(report.stageTimes()).isEqualTo(many.subList(10, 60));
    }
}
