package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Random random = new Random(42);

    @Test
    void theDelayDoublesWithEachAttemptLessARandomPartOfUpToHalf() {
        final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofHours(1));

        for (int attempt = 1; attempt <= 10; attempt++) {
            final long exact = 1_000L << (attempt - 1);
            assertThat(backoff.delayAfter(attempt, random).toMillis()).isBetween(exact / 2, exact);
        }
    }

    @Test
    void theDelayNeverExceedsTheMaximumHoweverManyAttempts() {
        final Backoff backoff = Backoff.standard();

        assertThat(backoff.delayAfter(1_000, random)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    }

    @Test
    void aBackoffOfZeroDoesNotWait() {
        assertThat(new Backoff(Duration.ZERO, Duration.ZERO).delayAfter(7, random))
                .isZero();
    }

    @Test
    void jobsThatFailedTogetherDoNotComeBackTogether() {
        final Backoff backoff = new Backoff(Duration.ofSeconds(100), Duration.ofSeconds(100));

        assertThat(random.ints(100)
                        .mapToObj(any -> backoff.delayAfter(1, random))
                        .distinct())
                .hasSizeGreaterThan(90);
    }

    @Test
    void aRangeThatIsNoneIsRefusedWithItsValues() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT2S")
                .hasMessageContaining("PT1S");
    }
}
