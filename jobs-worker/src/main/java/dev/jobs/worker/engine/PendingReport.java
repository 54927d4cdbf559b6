package dev.jobs.worker.engine;

import dev.jobs.Job;
import dev.jobs.store.Report;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.listener.Outcome;

/** A report of an attempt that is to be written. */
record PendingReport(Attempt attempt, Report report) {
    /** True if it is the end of the attempt, not progress. */
    boolean isEnd() {
        return report instanceof Report.Ended;
    }

    /** The length of its result, if it has one. */
    int characters() {
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
