package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobPollResponseTest {
    private static final JobId ID =
            JobId.parse("0193e8a1-7c00-7abc-8def-0123456789ab").orElseThrow();
    private static final Instant CREATED = Instant.parse("2026-01-05T10:00:00Z");
    private static final Instant UPDATED = Instant.parse("2026-01-05T10:01:07.120999Z");
    private static final String HEAD = "{\"jobId\":\"0193e8a1-7c00-7abc-8def-0123456789ab\",\"type\":\"ingest\",";
    private static final String TIMES =
            "\"createdAt\":\"2026-01-05T10:00:00.000Z\",\"updatedAt\":\"2026-01-05T10:01:07.120Z\",";
    private static final String STARTED = "\"startedAt\":\"2026-01-05T10:00:00.000Z\",\"maxAttempts\":3,";

    @Test
    void aPendingJobShowsItsPosition() {
        final Job job = job(JobStatus.PENDING, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(waiting(job, Waiting.inQueue(WaitReason.NO_WORKER, 7, 12)).toJson())
                .isEqualTo(
                        HEAD + "\"status\":\"pending\",\"progress\":0,\"stage\":null,\"queuePosition\":7,\"attempt\":1,"
                                + TIMES + "\"finishedAt\":null,\"done\":false,\"stopping\":false," + STARTED
                                + "\"indeterminate\":false,\"revision\":4,\"waitReason\":\"no_worker\","
                                + "\"queueSize\":12,\"pollAfterMs\":5000}");
    }

    @Test
    void aProcessingJobShowsItsStageAndProgress() {
        final Job job = job(JobStatus.PROCESSING, Optional.of("</script>"), 42.5, Optional.empty(), Optional.empty());

        assertThat(json(job))
                .isEqualTo(HEAD + "\"status\":\"processing\",\"progress\":42.5,\"stage\":\"</script>\","
                        + "\"queuePosition\":null,\"attempt\":1," + TIMES
                        + "\"finishedAt\":null,\"done\":false,\"stopping\":false," + STARTED
                        + "\"indeterminate\":false,\"revision\":4,\"pollAfterMs\":2000}");
    }

    @Test
    void aProcessingJobWithoutProgressIsIndeterminate() {
        assertThat(json(job(JobStatus.PROCESSING, Optional.of("downloading"), 0, Optional.empty(), Optional.empty())))
                .contains("\"progress\":0,")
                .contains("\"indeterminate\":true,");
    }

    @Test
    void anEstimateShowsWhatIsKnownOfIt() {
        final Job job = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.empty());
        final Estimate estimate = new Estimate(Optional.empty(), Optional.of(UPDATED.plusSeconds(60)));

        assertThat(JobPollResponse.builder(job, UPDATED)
                        .estimate(Optional.of(estimate))
                        .build()
                        .toJson())
                .contains("\"estimate\":{\"completeAt\":\"2026-01-05T10:02:07.120Z\"}");
    }

    @Test
    void aJobUnderATimeLimitShowsWhenItReachesIt() {
        final Job job = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(json(with(job, state -> state.timeLimitAt(Optional.of(UPDATED.plusSeconds(60))))))
                .contains("\"timeLimitAt\":\"2026-01-05T10:02:07.120Z\"");
        assertThat(json(job)).doesNotContain("timeLimitAt");
    }

    @Test
    void aRerunAndWhatItRunsAgainNameEachOther() {
        final Job old = job(JobStatus.FAILED, Optional.empty(), 0, Optional.empty(), Optional.of("no audio"));
        final JobId newer = JobId.random();
        final Job rerun = new Job(
                newer, JobRequest.rerunOf(old), JobState.builder(CREATED).build());

        assertThat(json(with(old, state -> state.rerunAs(Optional.of(newer)))))
                .contains("\"rerunAs\":\"" + newer + "\"")
                .doesNotContain("rerunOf");
        assertThat(waiting(rerun, Waiting.inQueue(WaitReason.NO_WORKER, 1, 1)).toJson())
                .contains("\"rerunOf\":\"" + ID + "\"")
                .doesNotContain("rerunAs");
    }

    @Test
    void theTimeSpentInEachStageIsShownInTheirOrderEvenIfNoneIsDeclared() {
        final Job job = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.empty());
        final List<StageTime> times = List.of(
                new StageTime("\"reading\"", Duration.ofMillis(1_500)),
                new StageTime("writing", Duration.ZERO),
                new StageTime("\"reading\"", Duration.ofMinutes(2)));

        assertThat(json(with(job, state -> state.stageTimes(times))))
                .contains(",\"stageTimes\":[{\"stage\":\"\\\"reading\\\"\",\"tookMs\":1500},"
                        + "{\"stage\":\"writing\",\"tookMs\":0},{\"stage\":\"\\\"reading\\\"\",\"tookMs\":120000}],");
        assertThat(json(job)).doesNotContain("stageTimes");
    }

    @Test
    void anEstimateIsNeverInThePast() {
        final Job job = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.empty());
        final Optional<Estimate> past =
                Optional.of(new Estimate(Optional.empty(), Optional.of(UPDATED.minusMillis(1))));

        assertThatThrownBy(() ->
                        JobPollResponse.builder(job, UPDATED).estimate(past).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void linksAreShownInTheirOrder() {
        final Job job = job(JobStatus.COMPLETE, Optional.empty(), 0, Optional.of("{}"), Optional.empty());
        final Map<String, String> links = new LinkedHashMap<>();
        links.put("self", "/jobs/1");
        links.put("events", "/jobs/1/events");

        assertThat(JobPollResponse.of(job, UPDATED).toJson(links))
                .endsWith("\"links\":{\"self\":\"/jobs/1\",\"events\":\"/jobs/1/events\"},\"result\":{}}");
    }

    @Test
    void onlyAJobThatHasEndedIsDoneAndIsNotPolledAgain() {
        final Job complete = job(JobStatus.COMPLETE, Optional.empty(), 0, Optional.empty(), Optional.empty());
        final Job processing = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(json(complete)).contains("\"done\":true,").doesNotContain("pollAfterMs");
        assertThat(json(processing)).contains("\"done\":false,").contains("pollAfterMs");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "11, 2", "100, 2", "101, 5", "1000, 5", "1001, 10", "1000000, 10"})
    void theFurtherFromTheFrontTheLongerThePauseBetweenPolls(final long position, final long seconds) {
        final Job job = job(JobStatus.PENDING, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(waiting(job, Waiting.inQueue(WaitReason.WORKERS_BUSY, position, position))
                        .pollAfter())
                .contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "59, 1", "60, 2", "599, 2", "600, 5"})
    void theLongerAJobHasRunTheLongerThePauseBetweenPolls(final long age, final long seconds) {
        final Job job = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(JobPollResponse.of(job, CREATED.plusSeconds(age)).pollAfter())
                .contains(Duration.ofSeconds(seconds));
    }

    @Test
    void aScheduledJobIsPolledMoreOftenWhenItsTimeIsNear() {
        final Job job = job(JobStatus.PENDING, Optional.empty(), 0, Optional.empty(), Optional.empty());
        final Optional<Waiting> scheduled = Optional.of(Waiting.until(WaitReason.SCHEDULED));

        assertThat(JobPollResponse.builder(job, CREATED.minusSeconds(11))
                        .waiting(scheduled)
                        .build()
                        .pollAfter())
                .contains(Duration.ofSeconds(10));
        assertThat(JobPollResponse.builder(job, CREATED.minusSeconds(9))
                        .waiting(scheduled)
                        .build()
                        .pollAfter())
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void aCompleteJobPassesItsResultOnAsItIs() {
        final Job job = job(JobStatus.COMPLETE, Optional.empty(), 100, Optional.of("{ \"a\":1.00 }"), Optional.empty());

        assertThat(json(job))
                .contains(",\"finishedAt\":\"2026-01-05T10:01:07.120Z\",")
                .endsWith(",\"result\":{ \"a\":1.00 }}");
    }

    @Test
    void aResultThatIsNoObjectStandsInOne() {
        final Job job = job(JobStatus.COMPLETE, Optional.empty(), 0, Optional.of("[1]"), Optional.empty());

        assertThat(json(job)).endsWith(",\"result\":{\"value\":[1]}}");
    }

    @Test
    void aCompleteJobWithoutAResultHasNone() {
        final Job job = job(JobStatus.COMPLETE, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(json(job)).doesNotContain("result").doesNotContain("error");
    }

    @Test
    void aFailedJobShowsItsError() {
        final Job job = job(JobStatus.FAILED, Optional.empty(), 0, Optional.empty(), Optional.of("no \"audio\""));

        assertThat(json(job)).endsWith(",\"error\":\"no \\\"audio\\\"\"}");
    }

    @Test
    void theErrorOfAnEarlierAttemptIsNotShown() {
        final Job job = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.of("first try"));

        assertThat(json(job)).doesNotContain("first try");
    }

    @Test
    void aPositionOfAJobThatIsNotPendingIsRefused() {
        final Job job = job(JobStatus.PROCESSING, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> waiting(job, Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCancelAnswersAsItEnded() {
        assertThat(new CancelResponse(ID, new CancelOutcome.Cancelled()).toJson())
                .isEqualTo("{\"jobId\":\"" + ID
                        + "\",\"status\":\"cancelled\",\"message\":\"Job cancellation requested\"}");
        assertThat(new CancelResponse(ID, new CancelOutcome.NotFound()).toJson())
                .isEqualTo("{\"error\":\"Job not found\"}");
        assertThat(new CancelResponse(ID, new CancelOutcome.AlreadyTerminal(JobStatus.COMPLETE)).toJson())
                .isEqualTo("{\"error\":\"Job already in terminal state\",\"status\":\"complete\"}");
    }

    private static JobPollResponse waiting(final Job job, final Waiting waiting) {
        return JobPollResponse.builder(job, UPDATED)
                .waiting(Optional.of(waiting))
                .build();
    }

    private static String json(final Job job) {
        return JobPollResponse.of(job, UPDATED).toJson();
    }

    private static Job with(final Job job, final UnaryOperator<JobState.Builder> change) {
        return new Job(
                job.id(), job.request(), change.apply(job.state().toBuilder()).build());
    }

    private static Job job(
            final JobStatus status,
            final Optional<String> stage,
            final double progress,
            final Optional<String> result,
            final Optional<String> error) {
        return new Job(
                ID,
                JobRequest.storedBuilder("ingest").storedPayload("{}").build(),
                JobState.builder(CREATED)
                        .status(status)
                        .attempt(1)
                        .stage(stage)
                        .progress(progress)
                        .result(result)
                        .error(error)
                        .updatedAt(UPDATED)
                        .startedAt(Optional.of(CREATED))
                        .finishedAt(status.isTerminal() ? Optional.of(UPDATED) : Optional.empty())
                        .revision(4)
                        .build());
    }
}
