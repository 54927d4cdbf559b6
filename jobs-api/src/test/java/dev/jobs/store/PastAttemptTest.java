package dev.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastAttemptTest {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private static PastAttempt.Builder attempt() {
        return PastAttempt.builder(2, 77).worker("here").times(START, START.plusSeconds(3));
    }

    @Test
    void everyEndHasANameThatIsFoundAgain() {
        for (final PastAttempt.End end : PastAttempt.End.values()) {
            assertThat(PastAttempt.End.ofWireName(end.wireName())).isEqualTo(end);
        }
        assertThat(PastAttempt.End.TIMED_OUT.wireName()).isEqualTo("timed_out");
        assertThatThrownBy(() -> PastAttempt.End.ofWireName("FAILED"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FAILED");
    }

    @Test
    void anAttemptThatFailedTimedOutIfALimitWasTheCause() {
        assertThat(PastAttempt.End.of(Report.Failed.Cause.HANDLER)).isEqualTo(PastAttempt.End.FAILED);
        assertThat(PastAttempt.End.of(Report.Failed.Cause.TIME_LIMIT)).isEqualTo(PastAttempt.End.TIMED_OUT);
    }

    @Test
    void attemptsAreEqualIfAllThatTheyHoldIs() {
        assertThat(attempt().build())
                .isEqualTo(attempt().build())
                .hasSameHashCodeAs(attempt().build());
        assertThat(attempt().build()).isNotEqualTo(attempt().worker("there").build());
        assertThat(attempt().build())
                .isNotEqualTo(attempt().end(PastAttempt.End.LOST).build());
        assertThat(attempt().build())
                .isNotEqualTo(attempt().cancelledAt(Optional.of(START)).build());
    }

    @Test
    void anErrorIsNotTold() {
        assertThat(attempt().error(Optional.of("a secret")).build().toString())
                .contains("77")
                .doesNotContain("secret");
    }

    @Test
    void anAttemptCountsFromOneAndDoesNotEndBeforeItBegins() {
        assertThatThrownBy(() -> PastAttempt.builder(0, 1).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> attempt().times(START, START.minusNanos(1)).build())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
