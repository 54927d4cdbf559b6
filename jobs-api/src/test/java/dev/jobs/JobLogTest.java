package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobLogTest {
    private static final Lease LEASE = new Lease(JobId.random(), 1, WorkerId.random());

    private static JobLog log(final long after, final long newest, final Integer... numbers) {
        return new JobLog(
                after,
                Stream.of(numbers)
                        .map(number -> new LogLine(number, 1, Instant.EPOCH, "line"))
                        .toList(),
                newest);
    }

    private static Report.Logged logged(final LogLimits kept, final String... texts) {
        return Report.logged(
                LEASE,
                1,
                Stream.of(texts)
                        .map(text -> new Report.Logged.Line(text, Duration.ZERO))
                        .toList(),
                kept);
    }

    @Test
    void aPartSaysWhatWasDroppedAndWhetherThereIsMore() {
        assertThat(log(0, 0))
                .returns(0L, JobLog::last)
                .returns(0L, JobLog::dropped)
                .returns(false, JobLog::hasMore);
        assertThat(log(0, 3, 1, 2, 3)).returns(3L, JobLog::last).returns(0L, JobLog::dropped);
        assertThat(log(4, 20, 9, 12))
                .returns(12L, JobLog::last)
                .returns(6L, JobLog::dropped)
                .returns(true, JobLog::hasMore);
        assertThat(log(7, 7))
                .returns(7L, JobLog::last)
                .returns(0L, JobLog::dropped)
                .returns(false, JobLog::hasMore);
    }

    @Test
    void aLogIsReadWithinBounds() {
        JobLog.requireInRange(0, 1);
        JobLog.requireInRange(Long.MAX_VALUE, JobLog.LARGEST_PAGE);
        assertThatThrownBy(() -> JobLog.requireInRange(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JobLog.requireInRange(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JobLog.requireInRange(0, JobLog.LARGEST_PAGE + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineIsOneLineOfAtMostSoManyCharacters() {
        final Report.Logged report =
                logged(new LogLimits(10, 1_000, 80), "a\nb\tc\u0007d", "x".repeat(81), "x".repeat(80), "");

        assertThat(report.lines().stream().map(Report.Logged.Line::text))
                .containsExactly("a b\tc d", "x".repeat(79) + "…", "x".repeat(80), "");
    }

    @Test
    void reportsOfNoLinesOrOfLinesBeforeTheFirstAreRefused() {
        assertThatThrownBy(() -> logged(LogLimits.STANDARD)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Report.logged(
                        LEASE, 0, List.of(new Report.Logged.Line("x", Duration.ZERO)), LogLimits.STANDARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(LEASE.jobId().toString());
        assertThatThrownBy(() -> new Report.Logged.Line("x", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAgeIsAtMostAHundredYears() {
        assertThat(new Report.Logged.Line("x", Duration.ofSeconds(Long.MAX_VALUE)).age())
                .isEqualTo(Duration.ofDays(36_500));
    }

    @Test
    void aReportDoesNotTellItsLinesWhereItIsLogged() {
        assertThat(logged(LogLimits.STANDARD, "a secret").toString())
                .contains(LEASE.jobId().toString())
                .doesNotContain("secret");
    }

    @Test
    void whatIsKeptHasBounds() {
        assertThat(LogLimits.STANDARD).isEqualTo(new LogLimits(1_000, 262_144, 2_000));
        assertThatThrownBy(() -> new LogLimits(0, 1_000, 80))
                .hasMessageContaining("lines")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> new LogLimits(100_001, 1_000, 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogLimits(1, 999, 80)).hasMessageContaining("999");
        assertThatThrownBy(() -> new LogLimits(1, 64 * 1024 * 1024 + 1, 80))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogLimits(1, 1_000, 79)).hasMessageContaining("79");
        assertThatThrownBy(() -> new LogLimits(1, 1_000, 20_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCallHoldsOneReportOfEachKindForALease() {
        final Report.Progressed progressed = Report.progressed(LEASE, Optional.empty(), 1);
        final Report.Completed completed = Report.completed(LEASE, Optional.empty());
        final Report.Logged logged = logged(LogLimits.STANDARD, "x");

        assertThat(Report.checked(List.of(completed, logged, progressed))).hasSize(3);
        assertThatThrownBy(() -> Report.checked(List.of(logged, completed, logged)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
