package dev.jobs.store.testkit;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.LogLine;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Stores that keep logs wrongly, each in one way. */
final class BrokenLogs {
    private BrokenLogs() {}

    /** Changes the lines that are reported. */
    private abstract static class ChangesLines extends DelegatingJobStore {
        private final UnaryOperator<Report.Logged> change;

        ChangesLines(final UnaryOperator<Report.Logged> change) {
            this.change = change;
        }

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            return super.report(reports.stream()
                    .map(report -> report instanceof Report.Logged logged ? change.apply(logged) : report)
                    .toList());
        }
    }

    /** Changes the lines that are read. */
    private abstract static class ChangesLog extends DelegatingJobStore {
        abstract List<LogLine> lines(JobId id, List<LogLine> right);

        @Override
        public Optional<JobLog> log(final JobId id, final long after, final int limit) {
            return super.log(id, after, limit)
                    .map(right -> new JobLog(after, lines(id, right.lines()), right.newest()));
        }
    }

    /** Appends whatever comes, under the next number. */
    static final class LogsRepeats extends ChangesLines {
        LogsRepeats() {
            this(new ConcurrentHashMap<>());
        }

        private LogsRepeats(final Map<Lease, Long> counts) {
            super(logged -> {
                final long size = logged.lines().size();
                final long last = counts.merge(logged.lease(), size, Long::sum);
                return Report.logged(logged.lease(), last - size + 1, logged.lines(), logged.kept());
            });
        }
    }

    /** Writes lines under whichever lease. */
    static final class LogsUnderLostLeases extends DelegatingJobStore {
        private final Map<JobId, Lease> current = new ConcurrentHashMap<>();
        private final Map<JobId, Long> counts = new ConcurrentHashMap<>();
        private final Set<JobId> lost = ConcurrentHashMap.newKeySet();
        private final Set<JobId> written = ConcurrentHashMap.newKeySet();

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            claimed.forEach(one -> {
                if (current.put(one.job().id(), one.lease()) != null) {
                    lost.add(one.job().id());
                }
            });
            return claimed;
        }

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final List<ReportOutcome> outcomes = super.report(reports.stream()
                    .map(report -> report instanceof Report.Logged logged ? underTheCurrentLease(logged) : report)
                    .toList());
            reports.forEach(report -> written.add(report.lease().jobId()));
            return outcomes;
        }

        private Report underTheCurrentLease(final Report.Logged logged) {
            final JobId id = logged.lease().jobId();
            if (!lost.contains(id)) {
                afterOthers(() -> lost.contains(id) && written.contains(id));
            }
            return Report.logged(
                    current.getOrDefault(id, logged.lease()),
                    counts.merge(id, 1L, Long::sum),
                    logged.lines(),
                    logged.kept());
        }
    }

    /** Keeps more than it is told to. */
    static final class KeepsMoreLines extends ChangesLines {
        KeepsMoreLines() {
            super(logged -> Report.logged(
                    logged.lease(), logged.first(), logged.lines(), new LogLimits(100_000, 1 << 20, 2_000)));
        }
    }

    /** Takes a line's number for the number of lines. */
    static final class DropsLinesByNumber extends ChangesLog {
        private final Map<JobId, Integer> kept = new ConcurrentHashMap<>();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            reports.stream()
                    .filter(Report.Logged.class::isInstance)
                    .map(Report.Logged.class::cast)
                    .forEach(logged ->
                            kept.put(logged.lease().jobId(), logged.kept().lines()));
            return super.report(reports);
        }

        @Override
        List<LogLine> lines(final JobId id, final List<LogLine> right) {
            final long newest = right.stream().mapToLong(LogLine::number).max().orElse(0);
            return right.stream()
                    .filter(line -> line.number() > newest - kept.getOrDefault(id, 0))
                    .toList();
        }
    }

    /** Begins to count again with each attempt. */
    static final class NumbersLinesOfEachAttempt extends ChangesLog {
        @Override
        List<LogLine> lines(final JobId id, final List<LogLine> right) {
            final List<LogLine> lines = new ArrayList<>();
            for (final LogLine line : right) {
                final long before = lines.stream()
                        .filter(other -> other.attempt() == line.attempt())
                        .count();
                lines.add(new LogLine(before + 1, line.attempt(), line.at(), line.text()));
            }
            return lines;
        }
    }

    /** Writes the ends of a call before its lines. */
    static final class EndsBeforeItLogs extends DelegatingJobStore {
        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final List<? extends Report> ends =
                    reports.stream().filter(Report.Ended.class::isInstance).toList();
            final List<ReportOutcome> ofEnds = new ArrayList<>(super.report(ends));
            return reports.stream()
                    .map(report -> ends.contains(report)
                            ? ofEnds.get(ends.indexOf(report))
                            : super.report(List.of(report)).get(0))
                    .toList();
        }
    }

    /** Counts a line as a change of its job. */
    static final class ChangesJobsAtLines extends DelegatingJobStore {
        ChangesJobsAtLines() {
            seenAs = job -> with(
                    job,
                    job.revision()
                            + right.log(job.id(), 0, 1).map(JobLog::newest).orElse(0L));
        }
    }

    /** Keeps the log of a job that is gone. */
    static final class KeepsLogsOfPrunedJobs extends DelegatingJobStore {
        private final Map<JobId, JobLog> known = new ConcurrentHashMap<>();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final List<ReportOutcome> outcomes = super.report(reports);
            reports.forEach(report -> right.log(report.lease().jobId(), 0, 100)
                    .ifPresent(log -> known.put(report.lease().jobId(), log)));
            return outcomes;
        }

        @Override
        public Optional<JobLog> log(final JobId id, final long after, final int limit) {
            return super.log(id, after, limit).or(() -> Optional.ofNullable(known.get(id)));
        }
    }

    /** Refuses what is logged while a job is being stopped. */
    static final class SilencesStoppingJobs extends DelegatingJobStore {
        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final boolean stopping = reports.stream()
                    .allMatch(report -> report instanceof Report.Logged
                            && right.find(report.lease().jobId())
                                    .filter(Job::isStopping)
                                    .isPresent());
            return stopping
                    ? reports.stream().map(report -> ReportOutcome.CANCELLED).toList()
                    : super.report(reports);
        }
    }
}
