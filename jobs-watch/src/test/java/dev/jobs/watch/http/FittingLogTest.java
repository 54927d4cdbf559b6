package dev.jobs.watch.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobLog;
import dev.jobs.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittingLogTest {
    private static final int HALF = FittingLog.LARGEST_ANSWER / 2;

    /** A log of 20 lines so far, of which those from the eleventh on have so many characters. */
    private static JobLog log(final int... characters) {
        final List<LogLine> lines = new ArrayList<>();
        for (final int length : characters) {
            lines.add(new LogLine(11L + lines.size(), 1, Instant.EPOCH, "x".repeat(length)));
        }
        return new JobLog(10, lines, 20);
    }

    private static List<Long> numbers(final JobLog log) {
        return log.lines().stream().map(LogLine::number).toList();
    }

    @Test
    void aPartThatFitsIsWhole() {
        final JobLog fits = log(HALF, 0, HALF);

        assertThat(FittingLog.firstOf(fits)).isSameAs(fits);
        assertThat(FittingLog.lastOf(fits)).isSameAs(fits);
        assertThat(FittingLog.firstOf(log()).lines()).isEmpty();
        assertThat(FittingLog.lastOf(log()).lines()).isEmpty();
    }

    @Test
    void theFirstLinesThatFitLeaveTheOthersToBeAskedFor() {
        final JobLog first = FittingLog.firstOf(log(HALF, HALF, 1));

        assertThat(numbers(first)).containsExactly(11L, 12L);
        assertThat(first)
                .returns(12L, JobLog::last)
                .returns(0L, JobLog::dropped)
                .returns(true, JobLog::hasMore);
    }

    @Test
    void theLastLinesThatFitBeginAfterTheOneThatDoesNot() {
        final JobLog last = FittingLog.lastOf(log(1, HALF, HALF));

        assertThat(numbers(last)).containsExactly(12L, 13L);
        assertThat(last).returns(11L, JobLog::after).returns(13L, JobLog::last).returns(0L, JobLog::dropped);
    }

    @Test
    void aSingleLineFitsWhateverItsLength() {
        final int large = FittingLog.LARGEST_ANSWER + 1;

        assertThat(numbers(FittingLog.firstOf(log(large, 1)))).containsExactly(11L);
        assertThat(numbers(FittingLog.lastOf(log(1, large)))).containsExactly(12L);
    }
}
