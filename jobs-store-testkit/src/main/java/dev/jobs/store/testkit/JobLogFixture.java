package dev.jobs.store.testkit;

import dev.jobs.JobLog;
import dev.jobs.LogLine;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The reports and reads of logs that their contracts share. */
abstract class JobLogFixture extends ContractFixture {
    JobLogFixture(final JobStoreContract contract) {
        super(contract);
    }

    /** Lines with these texts, the first of them the {@code first}th of the attempt. */
    static Report.Logged logged(final Lease lease, final long first, final String... texts) {
        return logged(lease, first, List.of(texts), LogLimits.STANDARD);
    }

    static Report.Logged logged(final Lease lease, final long first, final List<String> texts, final LogLimits kept) {
        return Report.logged(
                lease,
                first,
                texts.stream()
                        .map(text -> new Report.Logged.Line(text, Duration.ZERO))
                        .toList(),
                kept);
    }

    static LogLimits keeping(final int lines, final int bytes) {
        return new LogLimits(lines, bytes, 2_000);
    }

    final JobLog log(final ClaimedJob claimed) {
        return store.log(claimed.job().id(), 0, JobLog.LARGEST_PAGE).orElseThrow();
    }

    final List<String> texts(final ClaimedJob claimed) {
        return log(claimed).lines().stream().map(LogLine::text).toList();
    }

    static List<Long> numbers(final JobLog log) {
        return log.lines().stream().map(LogLine::number).toList();
    }

    static List<String> numbered(final int from, final int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "line " + i).toList();
    }
}
