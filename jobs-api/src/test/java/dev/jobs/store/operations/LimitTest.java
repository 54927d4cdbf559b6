package dev.jobs.store.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {
    @Test
    void aNameWithoutAStarIsOfOneKeyAndOneWithAStarOfEachKeyWithItsBeginning() {
        assertThat(Limit.atOnce("tenant:1", 1).covers("tenant:1")).isTrue();
        assertThat(Limit.atOnce("tenant:1", 1).covers("tenant:12")).isFalse();
        assertThat(Limit.atOnce("tenant:*", 1).covers("tenant:12")).isTrue();
        assertThat(Limit.atOnce("tenant:*", 1).covers("tenant")).isFalse();
        assertThat(Limit.atOnce("*", 1).covers("anything")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"PT0.25S, 250 ms", "PT1S, 1 s", "PT90S, 90 s", "PT2M, 2 min", "PT1H, 1 h", "PT24H, 1 d"})
    void aLimitWithoutAMessageSaysItselfInPlainWords(final Duration period, final String words) {
        assertThat(Limit.builder("api").starts(10, period).build().words())
                .isEqualTo("at most 10 of these start in " + words);
        assertThat(Limit.builder("api").atOnce(3).starts(10, period).build().words())
                .isEqualTo("at most 3 of these run at once, at most 10 of these start in " + words);
        assertThat(Limit.builder("api")
                        .atOnce(3)
                        .message("three\u0007at once")
                        .build()
                        .words())
                .isEqualTo("three at once");
        assertThat(Limit.builder("api").atOnce(3).message(" ").build().message())
                .isEmpty();
    }

    @Test
    void whatLimitsNothingOrIsOutOfRangeIsRefusedWithTheValue() {
        assertThatThrownBy(() -> Limit.builder("api").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"api\" limits nothing");
        assertThatThrownBy(() -> Limit.atOnce("api", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Limit.atOnce("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StartRate(0, Duration.ofSeconds(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
        assertThatThrownBy(() -> new StartRate(1, Duration.ofDays(367), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT8808H");
        assertThatThrownBy(() -> new StartRate(1_001, Duration.ofMillis(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1001");
    }
}
