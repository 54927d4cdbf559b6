package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptLimitsTest {
    private static final AttemptLimits LIMITS = AttemptLimits.NONE
            .withTimeLimit(Duration.ofHours(1))
            .withSilenceLimit(Duration.ofMinutes(1))
            .failingForGood();

    @Test
    void eachLimitIsSetByItselfAndLeavesTheOthers() {
        assertThat(AttemptLimits.NONE)
                .isEqualTo(new AttemptLimits(Optional.empty(), Optional.empty(), AttemptLimits.AtLimit.TRY_AGAIN));
        assertThat(LIMITS)
                .isEqualTo(new AttemptLimits(
                        Optional.of(Duration.ofHours(1)),
                        Optional.of(Duration.ofMinutes(1)),
                        AttemptLimits.AtLimit.FAIL));
        assertThat(LIMITS.withTimeLimit(Duration.ofHours(2)).silenceLimit()).isEqualTo(LIMITS.silenceLimit());
    }

    @Test
    void aLimitIsFromAMillisecondToAHundredYears() {
        for (final Duration wrong : List.of(
                Duration.ZERO,
                Duration.ofMillis(-1),
                Duration.ofNanos(999_999),
                Duration.ofDays(36_500).plusMillis(1))) {
            assertThatThrownBy(() -> AttemptLimits.NONE.withTimeLimit(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.toString());
            assertThatThrownBy(() -> AttemptLimits.NONE.withSilenceLimit(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("silence");
        }
        assertThat(AttemptLimits.NONE.withTimeLimit(Duration.ofNanos(1_999_999)).timeLimit())
                .as("whole milliseconds")
                .contains(Duration.ofMillis(1));
    }

    @Test
    void aRequestHasTheLimitsOfItsTypeUntilItSetsItsOwn() {
        final JobType<String, String> type =
                JobType.of("ingest", String.class, String.class).withLimits(LIMITS);

        assertThat(type.request("x").limits()).isEqualTo(LIMITS);
        assertThat(type.requestBuilder("x")
                        .timeLimit(Duration.ofSeconds(5))
                        .build()
                        .limits())
                .isEqualTo(LIMITS.withTimeLimit(Duration.ofSeconds(5)));
        assertThat(type.requestBuilder("x").limits(AttemptLimits.NONE).build().limits())
                .isEqualTo(AttemptLimits.NONE);
        assertThat(type.withStages(Stage.of("one")).limits()).isEqualTo(LIMITS);
    }

    @Test
    void aRequestBuildsItsLimits() {
        final JobRequest request = JobRequest.builder("ingest", "{}")
                .timeLimit(Duration.ofHours(1))
                .silenceLimit(Duration.ofMinutes(1))
                .failAtLimit()
                .build();

        assertThat(request.limits()).isEqualTo(LIMITS);
        assertThat(request.stored().limits()).isEqualTo(LIMITS);
    }

    @Test
    void onlyAProcessingJobHasATimeLimitToReach() {
        final JobState.Builder pending =
                JobState.builder(Instant.EPOCH).timeLimitAt(Optional.of(Instant.EPOCH.plusSeconds(1)));

        assertThatThrownBy(pending::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pending");
        assertThat(pending.status(JobStatus.PROCESSING).build().timeLimitAt()).isPresent();
    }
}
