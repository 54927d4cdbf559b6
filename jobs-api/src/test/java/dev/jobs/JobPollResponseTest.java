package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JobPollResponseTest {
    private static final JobId ID =
            JobId.parse("0193e8a1-7c00-7abc-8def-0123456789ab").orElseThrow();
    private static final Instant CREATED = Instant.parse("2026-01-05T10:00:00Z");
    private static final Instant UPDATED = Instant.parse("2026-01-05T10:01:07.120999Z");
    private static final String HEAD = "{\"jobId\":\"0193e8a1-7c00-7abc-8def-0123456789ab\",\"type\":\"ingest\",";
    private static final String TIMES =
            "\"createdAt\":\"2026-01-05T10:00:00.000Z\",\"updatedAt\":\"2026-01-05T10:01:07.120Z\",";

    @Test
    void aPendingJobShowsItsPosition() {
        final Job job = job(JobStatus.PENDING, Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(new JobPollResponse(job, OptionalLong.of(7)).toJson())
                .isEqualTo(
                        HEAD + "\"status\":\"pending\",\"progress\":0,\"stage\":null,\"queuePosition\":7,\"attempt\":1,"
                                + TIMES + "\"finishedAt\":null}");
    }

    @Test
    void aProcessingJobShowsItsStageAndProgress() {
        final Job job = job(JobStatus.PROCESSING, Optional.of("</script>"), 42.5, Optional.empty(), Optional.empty());

        assertThat(json(job))
                .isEqualTo(HEAD + "\"status\":\"processing\",\"progress\":42.5,\"stage\":\"</script>\","
                        + "\"queuePosition\":null,\"attempt\":1," + TIMES + "\"finishedAt\":null}");
    }

    @Test
    void aCompleteJobPassesItsResultOnAsItIs() {
        final Job job = job(JobStatus.COMPLETE, Optional.empty(), 100, Optional.of("{ \"a\":1.00 }"), Optional.empty());

        assertThat(json(job)).endsWith(",\"finishedAt\":\"2026-01-05T10:01:07.120Z\",\"result\":{ \"a\":1.00 }}");
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

        assertThatThrownBy(() -> new JobPollResponse(job, OptionalLong.of(1)))
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

    private static String json(final Job job) {
        return new JobPollResponse(job, OptionalLong.empty()).toJson();
    }

    private static Job job(
            final JobStatus status,
            final Optional<String> stage,
            final double progress,
            final Optional<String> result,
            final Optional<String> error) {
        return new Job(
                ID,
                "ingest",
                "default",
                0,
                Optional.empty(),
                Optional.empty(),
                "{}",
                3,
                Backoff.standard(),
                status,
                1,
                stage,
                progress,
                result,
                error,
                Optional.empty(),
                CREATED,
                CREATED,
                UPDATED,
                Optional.of(CREATED),
                status.isTerminal() ? Optional.of(UPDATED) : Optional.empty());
    }
}
