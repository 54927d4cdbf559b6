package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobLog;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises about the size of jobs' logs: of each job the newest lines are kept, within bounds, and what is missing is known. */
abstract class JobLogBoundsContract extends JobLogFixture {
    JobLogBoundsContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void linesThatTheWorkerHasDroppedLeaveAGap() {
        final ClaimedJob claimed = processing();
        store.report(logged(claimed.lease(), 3, "three"));

        store.report(logged(claimed.lease(), 1_000_000, "a million"));

        assertThat(numbers(log(claimed))).containsExactly(3L, 1_000_000L);
        assertThat(log(claimed).dropped()).isEqualTo(999_998);
        assertThat(store.log(claimed.job().id(), 3, 10).orElseThrow())
                .returns(1_000_000L, JobLog::newest)
                .returns(1_000_000L, JobLog::last);
    }

    @Test
    final void aGapTakesNoRoomOfTheLinesThatAreKept() {
        final ClaimedJob claimed = processing();
        store.report(logged(claimed.lease(), 1, numbered(1, 5), keeping(10, 100_000)));

        store.report(logged(claimed.lease(), 5_000, numbered(5_000, 5_004), keeping(10, 100_000)));
        assertThat(log(claimed).lines()).hasSize(10);
        store.report(logged(claimed.lease(), 9_000, List.of("line 9000"), keeping(10, 100_000)));

        assertThat(numbers(log(claimed)))
                .containsExactly(2L, 3L, 4L, 5L, 5_000L, 5_001L, 5_002L, 5_003L, 5_004L, 9_000L);
    }

    @Test
    final void theNewestLinesAreKept() {
        final ClaimedJob claimed = processing();
        for (int i = 0; i < 10; i++) {
            store.report(logged(claimed.lease(), 1 + 7 * i, numbered(1 + 7 * i, 7 + 7 * i), keeping(20, 100_000)));
        }
        assertThat(texts(claimed)).isEqualTo(numbered(51, 70));

        store.report(logged(claimed.lease(), 71, numbered(71, 500), keeping(20, 100_000)));

        assertThat(texts(claimed)).isEqualTo(numbered(481, 500));
        assertThat(log(claimed)).returns(500L, JobLog::newest).returns(480L, JobLog::dropped);
    }

    @Test
    final void theNewestBytesAreKept() {
        final ClaimedJob claimed = processing();
        final String twoHundredBytes = "ä".repeat(100);
        for (int i = 1; i <= 12; i++) {
            store.report(logged(claimed.lease(), i, List.of(twoHundredBytes), keeping(1_000, 1_000)));
        }
        assertThat(numbers(log(claimed))).containsExactly(8L, 9L, 10L, 11L, 12L);

        store.report(logged(claimed.lease(), 13, List.of("x".repeat(900)), keeping(1_000, 1_000)));
        assertThat(numbers(log(claimed))).containsExactly(13L);
        store.report(logged(claimed.lease(), 14, List.of("x".repeat(100)), keeping(1_000, 1_000)));
        assertThat(numbers(log(claimed))).containsExactly(13L, 14L);

        store.report(logged(claimed.lease(), 15, List.of("x", "y", "z".repeat(1_500)), keeping(1_000, 1_000)));
        assertThat(numbers(log(claimed)))
                .as("the newest line is kept in any case")
                .containsExactly(17L);
    }

    @Test
    @Tag("slow")
    final void aThousandLinesOfATextThatFitsAreKeptAndNoMore() {
        final ClaimedJob claimed = processing();
        for (int i = 0; i < 3; i++) {
            store.report(logged(
                    claimed.lease(), 1 + 1_000 * i, numbered(1 + 1_000 * i, 1_000 + 1_000 * i), LogLimits.STANDARD));
        }

        assertThat(texts(claimed)).isEqualTo(numbered(2_001, 3_000));
    }

    @Test
    final void manyJobsLogInOneCallEachItsOwnLines() {
        submit(40);
        final List<ClaimedJob> claimed = worker().claim(40);
        final List<Report> reports = new ArrayList<>();
        for (int i = 0; i < claimed.size(); i++) {
            reports.add(logged(claimed.get(i).lease(), 1, numbered(i, i + 2), keeping(2, 100_000)));
        }
        Collections.shuffle(reports);

        assertThat(store.report(reports)).hasSize(40).containsOnly(ReportOutcome.APPLIED);

        for (int i = 0; i < claimed.size(); i++) {
            assertThat(texts(claimed.get(i))).isEqualTo(numbered(i + 1, i + 2));
        }
    }
}
