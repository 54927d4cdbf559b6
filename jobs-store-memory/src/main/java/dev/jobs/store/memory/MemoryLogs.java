package dev.jobs.store.memory;

import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.LogLine;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The logs of the jobs that have logged anything. Guarded by the store's lock. */
final class MemoryLogs {
    private final Map<JobId, Log> byJob = new HashMap<>();

    /** Adds lines of the current attempt of a job. */
    void add(final Entry entry, final Report.Logged report, final long now) {
        byJob.computeIfAbsent(entry.id, id -> new Log()).add(entry, report, now);
    }

    /** The lines of a job's log after the one of this number, at most so many. */
    JobLog read(final JobId id, final long after, final int limit) {
        final Log log = byJob.get(id);
        return log == null ? new JobLog(after, List.of(), 0) : log.read(after, limit);
    }

    /** The number of the newest line of a job's log; 0 if it has none. */
    long newest(final JobId id) {
        final Log log = byJob.get(id);
        return log == null ? 0 : log.newest;
    }

    void remove(final JobId id) {
        byJob.remove(id);
    }

    private static final class Log {
        private final Deque<LogLine> lines = new ArrayDeque<>();
        private long bytes;

        /** The number of the newest line, and of the last one before those of the newest attempt. */
        private long newest;

        private long before;
        private long lease;

        void add(final Entry entry, final Report.Logged report, final long now) {
            if (lease != entry.lease) {
                lease = entry.lease;
                before = newest;
            }
            long number = before + report.first();
            for (final Report.Logged.Line line : report.lines()) {
                // A line that was written before is not written again.
                if (number > newest) {
                    append(new LogLine(
                            number, entry.attempt, Entry.instant(now - Entry.micros(line.age())), line.text()));
                }
                number++;
            }
            drop(report.kept());
        }

        private void append(final LogLine line) {
            lines.add(line);
            bytes += size(line);
            newest = line.number();
        }

        private void drop(final LogLimits kept) {
            while (lines.size() > 1 && (lines.size() > kept.lines() || bytes > kept.bytes())) {
                bytes -= size(lines.remove());
            }
        }

        private static int size(final LogLine line) {
            return line.text().getBytes(StandardCharsets.UTF_8).length;
        }

        JobLog read(final long after, final int limit) {
            return new JobLog(
                    after,
                    lines.stream()
                            .filter(line -> line.number() > after)
                            .limit(limit)
                            .toList(),
                    newest);
        }
    }
}
