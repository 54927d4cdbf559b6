package dev.jobs.store.example;

import dev.jobs.JobLog;
import dev.jobs.LogLine;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The log of one job: its newest lines. Guarded by the store. */
final class StoredLog {
    private final List<LogLine> lines = new ArrayList<>();
    private long newest;
    private long lease;

    /** The number of the last line before those under the newest lease. */
    private long before;

    /** Adds lines that are reported under the current lease; those that were written before are left out. */
    void add(final Report.Logged report, final int attempt, final Instant now) {
        if (lease != report.lease().number()) {
            lease = report.lease().number();
            before = newest;
        }
        long number = before + report.first();
        for (final Report.Logged.Line line : report.lines()) {
            if (number > newest) {
                lines.add(new LogLine(number, attempt, now.minus(line.age()), line.text()));
                newest = number;
            }
            number++;
        }
        while (lines.size() > 1 && isTooMuch(report.kept())) {
            lines.remove(0);
        }
    }

    private boolean isTooMuch(final LogLimits kept) {
        return lines.size() > kept.lines()
                || lines.stream()
                                .mapToLong(line -> line.text().getBytes(StandardCharsets.UTF_8).length)
                                .sum()
                        > kept.bytes();
    }

    JobLog after(final long number, final int limit) {
        return new JobLog(
                number,
                lines.stream()
                        .filter(line -> line.number() > number)
                        .limit(limit)
                        .toList(),
                newest);
    }
}
