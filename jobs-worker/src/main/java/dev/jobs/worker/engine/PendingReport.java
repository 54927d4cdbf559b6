package dev.jobs.worker.engine;

import dev.jobs.store.Report;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.EndOutcome;
import dev.jobs.worker.listener.Outcome;
import java.time.Duration;

/**
 * A report of an attempt that is to be written.
 *
 * @param madeAt the moment at which it was made, by the worker's ticker
 */
record PendingReport(Attempt attempt, Report report, long madeAt) {
    private static final Duration PRESENT = Duration.ofMillis(100);

    /** The report as it is to be written at this moment: the lines of a log have grown older since they were taken. */
    Report at(final long now) {
        final Duration waited = Duration.ofNanos(now - madeAt);
        if (!(report instanceof Report.Logged logged) || waited.compareTo(PRESENT) < 0) {
            return report;
        }
        return Report.logged(
                logged.lease(),
                logged.first(),
                logged.lines().stream()
                        .map(line ->
                                new Report.Logged.Line(line.text(), line.age().plus(waited)))
                        .toList(),
                logged.kept());
    }

    /** True if it is the end of the attempt, not news of it. */
    boolean isEnd() {
        return report instanceof Report.Ended;
    }

    /** The characters of its result or its lines. */
    int characters() {
        if (report instanceof Report.Logged logged) {
            return logged.lines().stream()
                    .mapToInt(line -> line.text().length())
                    .sum();
        }
        return report instanceof Report.Completed completed
                ? completed.result().map(String::length).orElse(0)
                : 0;
    }

    /** The outcome of the attempt, if the store takes this report as its end. */
    Outcome outcome() {
        return EndOutcome.of(attempt, (Report.Ended) report);
    }
}
