package dev.jobs.worker.engine;

import dev.jobs.Job;
import dev.jobs.store.Report;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.listener.Outcome;
import java.time.Duration;

/** A report of an attempt that is to be written, and the moment at which it was made. */
record PendingReport(Attempt attempt, Report report, long madeAt) {
    private static final Duration PRESENT = Duration.ofMillis(100);

    PendingReport(final Attempt attempt, final Report report) {
        this(attempt, report, System.nanoTime());
    }

    /** The report as it is to be written now: the lines of a log have grown older since they were taken. */
    Report current() {
        final Duration waited = Duration.ofNanos(System.nanoTime() - madeAt);
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
        if (report instanceof Report.Completed) {
            return Outcome.COMPLETED;
        }
        if (report instanceof Report.Declined) {
            return Outcome.DECLINED;
        }
        if (report instanceof Report.Failed failed) {
            return failed(failed);
        }
        return attempt.isCancelled() ? Outcome.CANCELLED : Outcome.HANDED_BACK;
    }

    private Outcome failed(final Report.Failed failed) {
        final Job job = attempt.job();
        final boolean again = failed.retryAfter().isPresent() && job.attempt() < job.maxAttempts();
        return switch (failed.cause()) {
            case HANDLER -> again ? Outcome.FAILED_AND_RETRIED : Outcome.FAILED_FOR_GOOD;
            case TIME_LIMIT -> again ? Outcome.TIMED_OUT_AND_RETRIED : Outcome.TIMED_OUT_FOR_GOOD;
        };
    }
}
