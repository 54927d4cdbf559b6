package dev.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Lease lease = new Lease(JobId.random(), 1, WorkerId.random());

    @Test
    void progressOutsideOfItsRangeIsTakenAsTheNearestEnd() {
        assertThat(progressed(-1)).isZero();
        assertThat(progressed(101)).isEqualTo(100);
        assertThat(progressed(Double.POSITIVE_INFINITY)).isEqualTo(100);
        assertThat(progressed(33.3)).isEqualTo(33.3);
    }

    @Test
    void progressThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> progressed(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(lease.jobId().toString());
    }

    @Test
    void aStageIsCleanedAndCut() {
        assertThat(stage("down\u0007loading\ud800")).isEqualTo("down loading\ufffd");
        assertThat(stage("x".repeat(10_000))).hasSize(200).endsWith("…");
        assertThat(stage("🎧".repeat(150))).hasSizeLessThanOrEqualTo(200).doesNotContain("\ufffd");
    }

    @Test
    void aStageWithoutANameIsRefused() {
        assertThatThrownBy(() -> stage(" \u0000 ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aResultIsOneJsonValueAndNullIsNone() {
        assertThat(Report.completed(lease, Optional.of(" {} ")).result()).contains("{}");
        assertThat(Report.completed(lease, Optional.of("null")).result()).isEmpty();
        assertThatThrownBy(() -> Report.completed(lease, Optional.of("oops")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anErrorIsNeverBlank() {
        assertThat(Report.failedForGood(lease, " ").error()).isNotBlank();
        assertThat(Report.failedForGood(lease, "e".repeat(5_000)).error()).hasSize(2_000);
    }

    @Test
    void aNegativeDelayIsRefused() {
        assertThatThrownBy(() -> Report.failed(lease, "e", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
    }

    private double progressed(final double progress) {
        return Report.progressed(lease, Optional.empty(), progress).progress();
    }

    private String stage(final String name) {
        return Report.progressed(lease, Optional.of(name), 0).stage().orElseThrow();
    }
}
