package dev.jobs.worker.attempt;

import dev.jobs.Job;
import dev.jobs.store.Report;
import dev.jobs.worker.listener.Outcome;

/** The outcome of an attempt, as listeners are told of it. */
public final class EndOutcome {
    private EndOutcome() {}

    /** The outcome, if the store takes this report as the attempt's end. */
    public static Outcome of(final Attempt attempt, final Report.Ended end) {
        if (end instanceof Report.Completed) {
            return Outcome.COMPLETED;
        }
        if (end instanceof Report.Declined) {
            return Outcome.DECLINED;
        }
        if (end instanceof Report.Failed failed) {
            return failed(attempt.job(), failed);
        }
        return attempt.isCancelled() ? Outcome.CANCELLED : Outcome.HANDED_BACK;
    }

    private static Outcome failed(final Job job, final Report.Failed failed) {
        final boolean again = failed.retryAfter().isPresent() && job.attempt() < job.maxAttempts();
        return switch (failed.cause()) {
            case HANDLER -> again ? Outcome.FAILED_AND_RETRIED : Outcome.FAILED_FOR_GOOD;
            case TIME_LIMIT -> again ? Outcome.TIMED_OUT_AND_RETRIED : Outcome.TIMED_OUT_FOR_GOOD;
        };
    }
}
